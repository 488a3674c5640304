// What opens a repository without Borgdeck: the passphrase and the key, shown so that they are kept elsewhere.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { RecoveryKit as Kit, RepositoryReply } from "../../../schemas/repositories.ts";
import { AppElement } from "../page.ts";
import { saveText } from "./save-text.ts";

/** The file that is offered for download: both parts, and how to use them with borg alone. */
export function kitText(
  { name, location, encryption }: Pick<RepositoryReply, "name" | "location" | "encryption">,
  kit: Kit,
): string {
  return [
    `Recovery kit of the borg repository "${name}"`,
    `Location:   ${location}`,
    `Encryption: ${encryption}`,
    ...(kit.passphrase === null ? [] : [`Passphrase: ${kit.passphrase}`]),
    "",
    "To restore with borg alone, without Borgdeck:",
    `  borg list ${quoted(location)}`,
    `  borg extract ${quoted(`${location}::ARCHIVE`)}`,
    ...(kit.key === null
      ? []
      : [
          "If the key in the repository or on the host is lost, write the lines of the key below to a file and run:",
          `  borg key import ${quoted(location)} KEYFILE`,
          "",
          kit.key.trimEnd(),
        ]),
    "",
  ].join("\n");
}

/** As one word of a shell. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** `<borgdeck-recovery-kit>` */
export class RecoveryKitView extends AppElement {
  @property({ attribute: false }) repository!: RepositoryReply;
  @property({ attribute: false }) kit!: Kit;

  @state() private forPaper = false;

  /** What is folded is not printed. */
  private readonly print = async (): Promise<void> => {
    this.forPaper = true;
    await this.updateComplete;
    print();
  };

  private readonly download = (): void => {
    const name = this.repository.name.replace(/[^\p{L}\p{N}._-]+/gu, "-");
    saveText(`borg-recovery-${name}.txt`, kitText(this.repository, this.kit));
  };

  protected override render(): TemplateResult {
    const { passphrase, key, generated } = this.kit;
    return html`<div class="stack-small">
      <p>
        ${passphrase !== null && key !== null ? "The passphrase opens the key, and the key opens the backup. Without the passphrase nobody can read it again, and neither if the key is lost together with this host or the repository’s own copy of it." : "Without it nobody can read the backup again."}
        If this host burns or is stolen, what is stored only here is gone with it. Keep ${passphrase !== null && key !== null ? "both" : "it"} somewhere
        else: in a password manager, on paper, with somebody you trust.
      </p>
      ${passphrase === null ? nothing : this.renderPart(generated ? "Passphrase (made for you)" : "Passphrase (as you typed it)", passphrase)}
      ${key === null ? nothing : this.renderPart("Key", key)} ${this.renderPaper()}
      <p class="not-printed"><button type="button" class="button primary" @click=${this.download}>Download as a text file</button>
        ${this.kit.paperKey === null ? nothing : html`<button type="button" class="button" @click=${this.print}>Print</button>`}</p>
    </div>`;
  }

  /** For a sheet of paper: lines with checksums, to be typed in again, and the key for a camera. */
  private renderPaper(): TemplateResult | typeof nothing {
    const { paperKey, qrSvg } = this.kit;
    if (paperKey === null && qrSvg === null) return nothing;
    return html`<details ?open=${this.forPaper}>
      <summary>For paper</summary>
      <div class="stack-small">
        ${paperKey === null ? nothing : html`<pre class="secret paper-key" tabindex="0" aria-label="Key for paper">${paperKey}</pre>`}
        ${
          qrSvg === null
            ? nothing
            : html`<img class="qr" alt="The exported key as a QR code" src="data:image/svg+xml,${encodeURIComponent(qrSvg)}" />`
        }
      </div>
    </details>`;
  }

  private renderPart(label: string, text: string): TemplateResult {
    return html`<div class="stack-tight">
      <div class="page-head">
        <h2>${label}</h2>
        <borgdeck-copy .text=${text} .label=${label}></borgdeck-copy>
      </div>
      <pre class="secret" tabindex="0" aria-label=${label}>${text}</pre>
    </div>`;
  }
}
