// The folders of this host as a tree to tick.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { FilesystemReply } from "../../../../schemas/archives.ts";
import { errorText } from "../../errors.ts";
import { AppElement } from "../../page.ts";

type Folder = FilesystemReply["items"][number];
type Branch = { readonly reply: FilesystemReply } | { readonly failed: string } | "loading";

/** Key of the roots in the table of branches; no path is empty. */
const roots = "";

/** Whether `path` is `folder` or below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
}

/** `<borgdeck-folder-tree>`: calls `onToggle` with a folder's path. */
export class FolderTree extends AppElement {
  @property({ attribute: false }) chosen: readonly string[] = [];
  @property({ attribute: false }) onToggle: (path: string) => void = () => {};
  @state() private branches: ReadonlyMap<string, Branch> = new Map();
  @state() private open: ReadonlySet<string> = new Set();

  protected override firstUpdated(_changed: PropertyValues): void {
    void this.fetch(roots);
  }

  private async fetch(path: string): Promise<void> {
    this.set(path, "loading");
    try {
      const query = path === roots ? {} : { path };
      this.set(path, { reply: await this.app.api.get<FilesystemReply>("/api/filesystem", { query }) });
    } catch (error) {
      this.set(path, { failed: errorText(error) });
    }
  }

  private set(path: string, branch: Branch): void {
    this.branches = new Map(this.branches).set(path, branch);
  }

  private toggleOpen(path: string): void {
    const open = new Set(this.open);
    if (!open.delete(path)) {
      open.add(path);
      const branch = this.branches.get(path);
      if (branch === undefined || (branch !== "loading" && "failed" in branch)) void this.fetch(path);
    }
    this.open = open;
  }

  protected override render(): TemplateResult {
    return html`<div class="tree" role="group" aria-label="Folders of this host">${this.renderBranch(roots)}</div>`;
  }

  private renderBranch(path: string): TemplateResult {
    const branch = this.branches.get(path);
    if (branch === undefined || branch === "loading") return html`<p class="muted small" role="status">Reading…</p>`;
    if ("failed" in branch) {
      return html`<p class="error">${branch.failed}</p>
        <button type="button" class="button" @click=${() => this.fetch(path)}>Try again</button>`;
    }
    const { items, truncated } = branch.reply;
    if (items.length === 0)
      return html`<p class="muted small">${path === roots ? "No folder is open for backups: see SOURCE_ROOTS." : "No folders inside."}</p>`;
    return html`<ul>
        ${items.map((folder) => this.renderFolder(folder, path === roots))}
      </ul>
      ${truncated ? html`<p class="muted small">There are more folders here than are shown. Type the path of another below.</p>` : nothing}`;
  }

  private renderFolder(folder: Folder, isRoot: boolean): TemplateResult {
    const { path, readable } = folder;
    const name = isRoot ? path : folder.name;
    const open = this.open.has(path);
    const inside = this.chosen.some((chosen) => chosen !== path && isWithin(path, chosen));
    const id = `folder-${path}`;
    return html`<li>
      <div class="tree-row">
        <button
          type="button"
          class="button quiet square twist"
          aria-expanded=${open}
          aria-label="${open ? "Close" : "Open"} ${name}"
          ?disabled=${!readable}
          @click=${() => this.toggleOpen(path)}
        >
          <svg class="twist-icon ${open ? "open" : ""}" viewBox="0 0 16 16" aria-hidden="true"><path d="M5 3l6 5-6 5z" /></svg>
        </button>
        <input
          type="checkbox"
          id=${id}
          .checked=${inside || this.chosen.includes(path)}
          ?disabled=${inside || !readable}
          @change=${() => this.onToggle(path)}
        />
        <label for=${id} class="mono">${name}</label>
        ${readable ? nothing : html`<span class="muted small">not readable for Borgdeck</span>`}
        ${inside ? html`<span class="muted small">included</span>` : nothing}
      </div>
      ${open ? html`<div class="tree-branch">${this.renderBranch(path)}</div>` : nothing}
    </li>`;
  }
}
