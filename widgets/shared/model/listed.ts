// Lists in attributes: names between commas or spaces.

/** What a list names; nothing where there is none. */
export const listed = (list: string | null): readonly string[] => `${list ?? ""}`.match(/[^\s,]+/g) ?? [];

/** Which of `all` a list names, in their order: none where it is empty, `usual` where it is absent or knows none of them. */
export function chosen<T extends string>(all: readonly T[], list: string | null, usual = all): readonly T[] {
  const names = listed(list);
  const known = all.filter((name) => names.includes(name));
  return known.length > 0 || list === "" ? known : usual;
}
