// The form that a word has beside a number.

/** The forms that each language tells apart beside whole numbers; `many` of French, Spanish and Italian is that of millions. */
interface Forms {
  de: "one" | "other";
  es: "one" | "many" | "other";
  fr: "one" | "many" | "other";
  it: "one" | "many" | "other";
  nl: "one" | "other";
  pl: "one" | "few" | "many";
}

/** Chooses among the forms of a language by its own rules; one that is not given does not compile. */
export function pluralsOf<L extends keyof Forms>(
  language: L,
): (count: number, forms: Readonly<Record<Forms[L], string>>) => string {
  const rules = new Intl.PluralRules(language);
  return (count, forms) => forms[rules.select(count) as Forms[L]];
}
