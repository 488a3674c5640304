// What is known of a whole archive, and what can be done with it: another name, another comment, a check, a mount, deleting it.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { ArchiveDetailReply } from "../../../../schemas/archives.ts";
import type { JobReply } from "../../../../schemas/jobs.ts";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import { safeText } from "../../../shared/client/format.ts";
import { errorText } from "../../errors.ts";
import { bytes, count, duration, when } from "../../figures.ts";
import { AppElement } from "../../page.ts";
import { jobMeanings } from "../../words.ts";
import type { PlanNames } from "./archive-title.ts";
import { archivePath } from "./download-address.ts";

/** `<borgdeck-archive-details>` */
export class ArchiveDetails extends AppElement {
  @property({ attribute: false }) repository!: RepositoryReply;
  @property({ attribute: false }) archiveName = "";
  @property({ attribute: false }) planNames: PlanNames = new Map();
  @state() private detail: ArchiveDetailReply | null = null;
  @state() private problem: string | null = null;
  @state() private deleting: readonly string[] | null = null;
  /** The new name of the archive that is shown: what is known of it stays until the answer is here. */
  private renamedTo: string | null = null;

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("archiveName")) return;
    this.deleting = null;
    if (this.archiveName !== this.renamedTo) this.detail = null;
    void this.load(this.archiveName);
  }

  private async load(name: string): Promise<void> {
    this.problem = null;
    try {
      const detail = await this.app.api.get<ArchiveDetailReply>(archivePath(this.repository.id, name));
      if (name === this.archiveName) this.detail = detail;
    } catch (error) {
      if (name !== this.archiveName) return;
      this.detail = null;
      this.problem = errorText(error);
    }
  }

  private async verify(): Promise<void> {
    try {
      const body = { kind: "verify", archiveName: this.archiveName };
      const job = await this.app.api.send<JobReply>("POST", `/api/repositories/${this.repository.id}/jobs`, body);
      this.app.go(`/jobs/${job.id}`);
    } catch (error) {
      this.app.report(error);
    }
  }

  protected override render(): TemplateResult {
    const { repository, detail } = this;
    const { allowed } = repository;
    return html`<div class="stack">
      ${
        this.problem === null
          ? nothing
          : html`<div class="notice notice-bad" role="alert"><p>${this.problem}</p>
            <p><button type="button" class="button" @click=${() => this.load(this.archiveName)}>Try again</button></p></div>`
      }
      <section class="card" aria-label="Facts">
        ${detail ? renderFacts(detail) : this.problem === null ? html`<p class="muted" role="status">Asking borg…</p>` : nothing}
      </section>
      ${detail && allowed.includes("archive.change") && repository.mode !== "observe" ? this.renderChanges(detail) : nothing}
      ${
        allowed.includes("maintenance.run")
          ? html`<section class="card" aria-labelledby="verify">
            <h2 id="verify">Verify</h2>
            <p class="muted small">${jobMeanings.verify}</p>
            <p><button type="button" class="button" @click=${() => this.verify()}>Verify a sample</button></p>
          </section>`
          : nothing
      }
      ${
        allowed.includes("restore.run")
          ? html`<borgdeck-mounts .app=${this.app} .repositoryId=${repository.id} .archiveName=${this.archiveName}></borgdeck-mounts>`
          : nothing
      }
      ${allowed.includes("archive.change") && repository.mode === "full" ? this.renderDelete() : nothing}
    </div>`;
  }

  private renderChanges({ archive }: ArchiveDetailReply): TemplateResult {
    return html`<borgdeck-archive-changes
      .app=${this.app}
      .repositoryId=${this.repository.id}
      .archive=${archive}
      @borgdeck-changed=${() => this.load(this.archiveName)}
      @borgdeck-renamed=${({ detail }: CustomEvent<string>) => {
        this.renamedTo = detail;
      }}
    ></borgdeck-archive-changes>`;
  }

  private renderDelete(): TemplateResult {
    if (this.deleting)
      return html`<borgdeck-delete-archives
        .app=${this.app}
        .repositoryId=${this.repository.id}
        .names=${this.deleting}
        .planNames=${this.planNames}
        @borgdeck-closed=${() => {
          this.deleting = null;
        }}
      ></borgdeck-delete-archives>`;
    return html`<section class="card" aria-labelledby="delete">
      <h2 id="delete">Delete</h2>
      <p class="muted small">First shows what would go. Nothing is deleted before you say so.</p>
      <p><button type="button" class="button danger" @click=${() => {
        this.deleting = [this.archiveName];
      }}>Delete…</button></p>
    </section>`;
  }
}

function renderFacts(detail: ArchiveDetailReply): TemplateResult {
  const {
    archive,
    username,
    durationMs,
    files,
    originalSizeBytes,
    compressedSizeBytes,
    deduplicatedSizeBytes,
    commandLine,
  } = detail;
  const fact = (label: string, value: unknown) =>
    value === null || value === "" ? nothing : html`<dt>${label}</dt><dd>${value}</dd>`;
  const who = [username, archive.hostname].filter(Boolean).join("@");
  return html`<dl class="facts">
    ${fact("Made", when(archive.startedAt))} ${fact("By", who)} ${fact("Comment", archive.comment)}
    ${fact("Took", durationMs === null ? null : duration(durationMs))} ${fact("Files", files === null ? null : count(files))}
    ${fact("Original size", originalSizeBytes === null ? null : bytes(originalSizeBytes))}
    ${fact("Compressed", compressedSizeBytes === null ? null : bytes(compressedSizeBytes))}
    ${fact(
      "Only in this archive",
      deduplicatedSizeBytes === null
        ? null
        : html`${bytes(deduplicatedSizeBytes)} <span class="muted small">what deleting it would free</span>`,
    )}
    ${fact("Command", commandLine === null ? null : html`<span class="mono">${safeText(commandLine)}</span>`)}
    ${fact("Id", html`<span class="mono">${archive.id}</span>`)}
  </dl>`;
}
