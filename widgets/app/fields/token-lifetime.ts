// How long a token is good for.
import type { TemplateResult } from "lit";
import { selectField } from "./fields.ts";

const lifetimes = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "One year" },
  { value: "never", label: "Never" },
] as const;

export type TokenLifetime = (typeof lifetimes)[number]["value"];

export interface TokenLifetimeField {
  readonly id: string;
  readonly value: TokenLifetime;
  readonly error: string | undefined;
  readonly onChange: (lifetime: TokenLifetime) => void;
}

export function tokenLifetimeField(field: TokenLifetimeField): TemplateResult {
  return selectField<TokenLifetime>({
    ...field,
    label: "Expires after",
    hint: field.value === "never" ? "It works until you revoke it. A stolen one does, too." : undefined,
    choices: lifetimes,
  });
}

/** As the service takes it; null for never. */
export const daysOf = (lifetime: TokenLifetime): number | null => (lifetime === "never" ? null : Number(lifetime));
