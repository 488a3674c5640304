// An address that leads nowhere.
import { html, type TemplateResult } from "lit";
import { Page } from "../page.ts";

/** `<borgdeck-not-found-page>` */
export class NotFoundPage extends Page<true> {
  protected heading(): string {
    return "Nothing is here";
  }

  protected key(): string {
    return "not-found";
  }

  protected async load(): Promise<true> {
    return true;
  }

  protected renderPage(): TemplateResult {
    return html`<p>This address leads to no page. It may have been mistyped, or what it named was removed.</p>
      <p><a href=${this.app.href("/")}>To the overview</a></p>`;
  }
}
