// Text as HTML and XML take it, in content and in attributes.

/** Escapes whatever could end or begin markup. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"'`]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
