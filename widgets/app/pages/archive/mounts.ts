// Showing an archive as a folder of this host for a while.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { JobReply, JobState } from "../../../../schemas/jobs.ts";
import type { BorgReply } from "../../../../schemas/repositories.ts";
import type { MountRequest } from "../../../../schemas/restores.ts";
import { safeText } from "../../../shared/format.ts";
import { selectField, textField } from "../../fields/fields.ts";
import { createSubmission } from "../../fields/submission.ts";
import { moment } from "../../figures.ts";
import { AppElement } from "../../page.ts";
import { jobMark } from "../../ui/state-mark.ts";

const hourMs = 3_600_000;
const durations = [1, 4, 8, 24] as const;
type Hours = `${(typeof durations)[number]}`;
const askAgainMs = 4_000;
const mostFailed = 3;
const badEnds: ReadonlySet<JobState> = new Set(["warning", "failed", "interrupted"]);

/** `<borgdeck-mounts>`: the mounts of a repository, and another one. */
export class Mounts extends AppElement {
  @property({ attribute: false }) repositoryId = "";
  @property({ attribute: false }) archiveName = "";
  @state() private feature: BorgReply["features"][string] | null = null;
  @state() private mounts: readonly JobReply[] = [];
  /** Those that ended otherwise than asked while one looked on. */
  @state() private failed: readonly JobReply[] = [];
  @state() private path = "";
  @state() private hours: Hours = "4";
  private readonly mounting = createSubmission(this);
  private timer: ReturnType<typeof setInterval> | undefined;

  protected override firstUpdated(): void {
    void this.app.api
      .get<BorgReply>("/api/borg")
      .then(({ features }) => {
        this.feature = features["mount"] ?? null;
      })
      .catch(() => {
        this.feature = null; // then mounting is not offered
      });
    void this.load();
  }

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

  private async load(): Promise<void> {
    let items: readonly JobReply[];
    try {
      const reply = await this.app.api.get<{ items: JobReply[] }>(`/api/repositories/${this.repositoryId}/mounts`);
      items = reply.items;
    } catch {
      return; // what was there probably still is, and is asked for again
    }
    const gone = this.mounts.filter(({ id }) => !items.some((one) => one.id === id));
    this.mounts = items;
    for (const { id } of gone) await this.lookAfter(id);
  }

  /** A mount that is listed no more may have failed: then why is in its job. */
  private async lookAfter(id: string): Promise<void> {
    const job = await this.app.api.get<JobReply>(`/api/jobs/${id}`).catch(() => null); // the history has it, too
    if (job === null || !badEnds.has(job.state)) return;
    this.failed = [job, ...this.failed.filter((one) => one.id !== id)].slice(0, mostFailed);
  }

  private readonly mount = async (event: Event): Promise<void> => {
    event.preventDefault();
    const path = this.path.trim();
    if (!path.startsWith("/"))
      return this.mounting.refuse({ "/path": "Give the whole path of a folder, such as /mnt/archive." });
    const body: MountRequest = { archiveName: this.archiveName, path, durationMs: Number(this.hours) * hourMs };
    const done = await this.mounting.run(() =>
      this.app.api.send<JobReply>("POST", `/api/repositories/${this.repositoryId}/mounts`, body),
    );
    if (!done) return;
    this.app.say(`Mounting at ${path}.`);
    await this.load();
  };

  private async unmount({ id }: JobReply): Promise<void> {
    try {
      await this.app.api.send("POST", `/api/jobs/${id}/cancel`);
      this.app.say("Asked borg to unmount it.");
    } catch (error) {
      this.app.report(error);
    }
    await this.load();
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.feature) return nothing;
    return html`<section class="card" aria-labelledby="mounts">
      <h2 id="mounts">Mount</h2>
      <p class="muted small">Shows the archive as a folder of the host on which Borgdeck runs, so that any program can read it. It ends by itself, and gives way where a backup waits for the repository.</p>
      ${this.mounts.length === 0 ? nothing : this.renderMounts()}
      <div role="status">${this.failed.map((job) => this.renderFailed(job))}</div>
      ${this.feature.available ? this.renderForm() : html`<p>Not possible here: ${this.feature.reason}</p>`}
    </section>`;
  }

  private renderMounts(): TemplateResult {
    return html`<ul class="entries-list">
      ${this.mounts.map(
        (job) => html`<li class="page-head">
          <div>
            <p>${jobMark(job.state)} <span class="mono">${safeText(job.options?.mount?.path ?? "")}</span></p>
            <p class="muted small">${job.archiveName === null ? "All archives" : html`<span class="mono">${safeText(job.archiveName)}</span>`}${endOf(job)}</p>
          </div>
          ${
            job.cancelRequestedAt !== null
              ? html`<span class="muted">Stopping</span>`
              : job.allowed.includes("job.cancel")
                ? html`<button type="button" class="button" aria-label="Unmount ${job.options?.mount?.path ?? ""}" @click=${() => this.unmount(job)}>Unmount</button>`
                : nothing
          }
        </li>`,
      )}
    </ul>`;
  }

  private renderFailed({ id, state, options }: JobReply): TemplateResult {
    return html`<p>
      ${jobMark(state)} <span class="mono">${safeText(options?.mount?.path ?? "")}</span>
      <a href=${this.app.href(`/jobs/${id}`)}>What happened</a>
    </p>`;
  }

  private renderForm(): TemplateResult {
    const { mounting } = this;
    return html`<form class="stack-small" novalidate @submit=${this.mount}>
      <div class="pair">
        ${textField({
          id: "mount-path",
          label: "At",
          hint: "An empty folder of that host, or one that is to be made.",
          mono: true,
          value: this.path,
          placeholder: "/mnt/archive",
          error: mounting.at("/path"),
          onInput: (path) => {
            this.path = path;
          },
        })}
        ${selectField<Hours>({
          id: "mount-hours",
          label: "For at most",
          value: this.hours,
          error: mounting.at("/durationMs"),
          choices: durations.map((hours) => ({
            value: `${hours}` as Hours,
            label: hours === 1 ? "1 hour" : `${hours} hours`,
          })),
          onChange: (hours) => {
            this.hours = hours;
          },
        })}
      </div>
      ${mounting.render([
        ["/path", "At"],
        ["/durationMs", "For at most"],
      ])}
      <div><button type="submit" class="button" ?disabled=${mounting.busy}>Mount</button></div>
    </form>`;
  }
}

function endOf({ startedAt, options }: JobReply): TemplateResult | string {
  if (!startedAt || !options?.mount) return "";
  const ends = new Date(Date.parse(startedAt) + options.mount.durationMs).toISOString();
  return html`, until ${moment(ends)}`;
}
