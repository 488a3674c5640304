// Showing an archive as a folder of this host for a while.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { JobReply } from "../../../../schemas/jobs.ts";
import type { BorgReply } from "../../../../schemas/repositories.ts";
import type { MountRequest } from "../../../../schemas/restores.ts";
import { selectField, textField } from "../../fields/fields.ts";
import { createSubmission } from "../../fields/submission.ts";
import { AppElement } from "../../page.ts";
import type { MountList } from "./mount-list.ts";

const hourMs = 3_600_000;
const durations = [1, 4, 8, 24] as const;
type Hours = `${(typeof durations)[number]}`;

/** `<borgdeck-mounts>`: the mounts of a repository, and another one. */
export class Mounts extends AppElement {
  @property({ attribute: false }) repositoryId = "";
  @property({ attribute: false }) archiveName = "";
  @state() private feature: BorgReply["features"][string] | null = null;
  @state() private path = "";
  @state() private hours: Hours = "4";
  private readonly mounting = createSubmission(this);

  protected override firstUpdated(): void {
    void this.app.api
      .get<BorgReply>("/api/borg")
      .then(({ features }) => {
        this.feature = features["mount"] ?? null;
      })
      .catch(() => {
        this.feature = null; // then mounting is not offered
      });
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
    await this.querySelector<MountList>("borgdeck-mount-list")?.load();
  };

  protected override render(): TemplateResult | typeof nothing {
    if (!this.feature) return nothing;
    return html`<section class="card" aria-labelledby="mounts">
      <h2 id="mounts">Mount</h2>
      <p class="muted small">Shows the archive as a folder of the host on which Borgdeck runs, so that any program can read it. It ends by itself, and gives way where a backup waits for the repository.</p>
      <borgdeck-mount-list .app=${this.app} .repositoryId=${this.repositoryId}></borgdeck-mount-list>
      ${this.feature.available ? this.renderForm() : html`<p>Not possible here: ${this.feature.reason}</p>`}
    </section>`;
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
