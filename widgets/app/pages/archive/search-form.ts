// The field that searches for names: in this archive, or in all of the repository.
import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";

export interface SearchForm {
  readonly text: string;
  readonly everywhere: boolean;
  readonly onSearch: (text: string, everywhere: boolean) => void;
}

export const searchFieldId = "archive-search";

export function searchForm({ text, everywhere, onSearch }: SearchForm): TemplateResult {
  const submit = (event: Event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const wanted = String(form.get("q") ?? "").trim();
    if (wanted !== "") onSearch(wanted, form.get("in") === "all");
  };
  return html`<form class="search-form" role="search" aria-label="Search for names" @submit=${submit}>
    <label class="hidden" for=${searchFieldId}>Name, a part of it, or a pattern such as *.jpg</label>
    <input
      type="search"
      id=${searchFieldId}
      name="q"
      .value=${live(text)}
      maxlength="1000"
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
      placeholder="Name, a part of it, or *.jpg"
    />
    <label class="hidden" for="archive-search-in">Where</label>
    <select id="archive-search-in" name="in">
      <option value="one" ?selected=${!everywhere}>in this archive</option>
      <option value="all" ?selected=${everywhere}>in all archives</option>
    </select>
    <button type="submit" class="button">Search</button>
  </form>`;
}
