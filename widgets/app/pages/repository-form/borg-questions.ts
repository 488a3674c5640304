// What borg asks before it opens a repository that it does not know as it is. Nothing is assumed: people answer.
import { html, type TemplateResult } from "lit";
import { ApiError } from "../../../shared/client/api.ts";
import { checkField } from "../../fields/fields.ts";

const questions = {
  relocated: {
    label: "It was moved on purpose",
    hint: "borg knows this repository at another place. If you did not move or copy it, somebody may have put another one here: then stop.",
  },
  unencrypted: {
    label: "It is meant to be unencrypted",
    hint: "borg sees it for the first time and finds no encryption. If it should have been encrypted, somebody may have swapped it: then stop.",
  },
} as const;

export type Question = keyof typeof questions;
export type Answers = Readonly<Partial<Record<Question, boolean>>>;

/** Where the service says what is wrong with an answer. */
export const questionPlaces = [
  ["/accept/relocated", "Moved repository"],
  ["/accept/unencrypted", "Unencrypted repository"],
] as const;

/** The questions that a refused request puts, beside those put before. */
export function askedBy(error: unknown, before: readonly Question[]): readonly Question[] {
  if (!(error instanceof ApiError) || error.code !== "answer-needed") return before;
  const put = (Object.keys(questions) as Question[]).filter((one) => `/accept/${one}` in error.fields);
  return [...new Set([...before, ...put])];
}

/** The answers as the request has them: what was not ticked is a no. */
export function acceptOf(answers: Answers): { relocated: boolean; unencrypted: boolean } {
  return { relocated: answers.relocated ?? false, unencrypted: answers.unencrypted ?? false };
}

/** A box for each question; ids begin with `prefix`. */
export function renderQuestions(
  prefix: string,
  asked: readonly Question[],
  answers: Answers,
  onChange: (answers: Answers) => void,
): TemplateResult {
  return html`${asked.map((question) =>
    checkField({
      id: `${prefix}-${question}`,
      ...questions[question],
      checked: answers[question] ?? false,
      onChange: (checked) => onChange({ ...answers, [question]: checked }),
    }),
  )}`;
}
