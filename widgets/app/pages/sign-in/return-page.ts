// Where a widget's sign-in link ends.
import { html, type TemplateResult } from "lit";
import { Page } from "../../page.ts";

/** `<borgdeck-return-page>` */
export class ReturnPage extends Page<true> {
  protected heading(): string {
    return "You are signed in";
  }

  protected key(): string {
    return "return";
  }

  protected async load(): Promise<true> {
    return true;
  }

  protected renderPage(): TemplateResult {
    return html`<p>You can close this tab.</p>
      <p><a href=${this.app.href("/")}>Open Borgdeck</a></p>`;
  }
}
