// Names of repositories: unique, so that nobody confuses two of them.

/** Without outer spaces, composed: what looks the same is the same. */
export function tidyName(name: string): string {
  return name.trim().normalize("NFC");
}

/** What is wrong with a tidy name, or null. Case makes no difference. */
export function nameProblem(
  name: string,
  taken: readonly { readonly id: string; readonly name: string }[],
  ownId?: string,
): string | null {
  const key = name.toLowerCase();
  const same = taken.some((other) => other.id !== ownId && other.name.toLowerCase() === key);
  return same ? "is the name of another repository already" : null;
}
