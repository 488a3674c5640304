// What is mounted of a repository now, who asked for it and until when, each with the button that ends it.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { JobReply, JobState } from "../../../../schemas/jobs.ts";
import type { Api } from "../../../shared/client/api.ts";
import { safeText } from "../../../shared/client/format.ts";
import { moment } from "../../figures.ts";
import { AppElement } from "../../page.ts";
import { jobMark } from "../../ui/state-mark.ts";

const askAgainMs = 4_000;
const mostFailed = 3;
const badEnds: ReadonlySet<JobState> = new Set(["warning", "failed", "interrupted"]);

/** The jobs that mount archives of a repository, or wait to. Rejects with ApiError. */
export async function fetchMounts(api: Api, repositoryId: string): Promise<readonly JobReply[]> {
  const path = `/api/repositories/${encodeURIComponent(repositoryId)}/mounts`;
  return (await api.get<{ items: JobReply[] }>(path)).items;
}

/** `<borgdeck-mount-list>`: nothing where nothing is mounted. Fires `borgdeck-mounts` with how many there are, whenever that was asked. */
export class MountList extends AppElement {
  @property({ attribute: false }) repositoryId = "";
  @state() private mounts: readonly JobReply[] = [];
  /** Those that ended otherwise than asked while one looked on. */
  @state() private failed: readonly JobReply[] = [];
  private timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(() => {
      if (this.mounts.length > 0 && !document.hidden) void this.load();
    }, askAgainMs);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("repositoryId")) return;
    this.mounts = [];
    this.failed = [];
    void this.load();
  }

  /** Asks again. */
  async load(): Promise<void> {
    const { repositoryId } = this;
    let items: readonly JobReply[];
    try {
      items = await fetchMounts(this.app.api, repositoryId);
    } catch {
      return; // what was there probably still is, and is asked for again
    }
    if (repositoryId !== this.repositoryId) return;
    const gone = this.mounts.filter(({ id }) => !items.some((one) => one.id === id));
    this.mounts = items;
    this.dispatchEvent(new CustomEvent("borgdeck-mounts", { detail: items.length }));
    for (const { id } of gone) await this.lookAfter(id);
  }

  /** A mount that is listed no more may have failed: then why is in its job. */
  private async lookAfter(id: string): Promise<void> {
    const job = await this.app.api.get<JobReply>(`/api/jobs/${id}`).catch(() => null); // the history has it, too
    if (job === null || !badEnds.has(job.state)) return;
    this.failed = [job, ...this.failed.filter((one) => one.id !== id)].slice(0, mostFailed);
  }

  private async unmount({ id }: JobReply): Promise<void> {
    try {
      await this.app.api.send("POST", `/api/jobs/${id}/cancel`);
      this.app.say("Asked borg to unmount it.");
    } catch (error) {
      this.app.report(error);
    }
    await this.load();
  }

  protected override render(): TemplateResult {
    return html`${this.mounts.length === 0 ? nothing : html`<ul class="entries-list">${this.mounts.map((job) => this.renderMount(job))}</ul>`}
      <div role="status">${this.failed.map((job) => this.renderFailed(job))}</div>`;
  }

  private renderMount(job: JobReply): TemplateResult {
    const path = safeText(job.options?.mount?.path ?? "");
    return html`<li class="page-head">
      <div>
        <p>${jobMark(job.state)} <span class="mono">${path}</span></p>
        <p class="muted small">${job.archiveName === null ? "All archives" : html`<span class="mono">${safeText(job.archiveName)}</span>`}, by ${this.whose(job)}${endOf(job)}</p>
      </div>
      ${
        job.cancelRequestedAt !== null
          ? html`<span class="muted">Stopping</span>`
          : job.allowed.includes("job.cancel")
            ? html`<button type="button" class="button" aria-label="Unmount ${path}" @click=${() => this.unmount(job)}>Unmount</button>`
            : nothing
      }
    </li>`;
  }

  private whose({ requester }: JobReply): string {
    return requester.type === "user" && requester.userId === this.app.session.user.id ? "you" : "somebody else";
  }

  private renderFailed({ id, state: end, options }: JobReply): TemplateResult {
    return html`<p>
      ${jobMark(end)} <span class="mono">${safeText(options?.mount?.path ?? "")}</span>
      <a href=${this.app.href(`/jobs/${id}`)}>What happened</a>
    </p>`;
  }
}

function endOf({ startedAt, options }: JobReply): TemplateResult | string {
  if (!startedAt || !options?.mount) return "";
  const ends = new Date(Date.parse(startedAt) + options.mount.durationMs).toISOString();
  return html`, until ${moment(ends)}`;
}
