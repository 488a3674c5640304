// What a password must be: long enough and not the first thing anybody would guess. No rules of composition.
import { isCommonPassword } from "./common-passwords.ts";

/** Characters at least (NIST SP 800-63B with a further factor; 15 is advised where it is the only one). */
export const minPasswordLength = 8;
const maxBytes = 1024;
const contextWords = ["borgdeck", "borg", "backups", "backup", "password", "admin"];

/** What is wrong with the length, in words that follow a name; null when nothing is. */
export function lengthProblem(password: string): string | null {
  if ([...password.normalize("NFKC")].length < minPasswordLength)
    return `needs at least ${minPasswordLength} characters; 15 are better`;
  return Buffer.byteLength(password) > maxBytes ? `is longer than ${maxBytes} bytes` : null;
}

/** What is wrong with a new password; null when nothing is. `context` are words of this user, such as the name. */
export function passwordProblem(password: string, context: readonly string[]): string | null {
  const length = lengthProblem(password);
  if (length !== null) return length;
  const word = password.normalize("NFKC").toLowerCase();
  if (isRepetition(word) || isSequence(word)) return "is a repetition or a sequence, which is guessed at once";
  if (isGuessable(word)) return "is among the passwords that are guessed first";
  const bare = withoutContext(word, context);
  if (bare !== word && [...bare.replace(/[^\p{L}]/gu, "")].length < 4)
    return "is little more than your name or this program's";
  return null;
}

/** On the list as it is, with figures and signs around it, or with letters written as figures. */
function isGuessable(word: string): boolean {
  const core = word.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  const joined = word.replace(/[^\p{L}\p{N}]/gu, "");
  const forms = [word, joined, core, plain(word), plain(core), plain(word).replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "")];
  return forms.some((form) => isCommonPassword(form) || isCommonPassword(`${form}1`) || isCommonPassword(`${form}123`));
}

const figures: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};

function plain(word: string): string {
  return word.replace(/[013457@$!]/g, (figure) => figures[figure] ?? figure);
}

function isRepetition(word: string): boolean {
  return /^(.{1,3})\1+.{0,2}$/su.test(word);
}

/** 12345678, abcdefgh and the like, upwards or downwards, also with a jump from 9 to 0. */
function isSequence(word: string): boolean {
  const codes = [...word].map((letter) => letter.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  const regular = (step: number) =>
    steps.filter((found) => found === step || found === -9 * step).length >= steps.length - 1;
  return regular(1) || regular(-1);
}

function withoutContext(word: string, context: readonly string[]): string {
  const words = [...contextWords, ...context.map((one) => one.normalize("NFKC").toLowerCase())];
  // The longer ones first: what contains another must go as a whole.
  return words
    .filter((one) => one.length >= 3)
    .sort((one, other) => other.length - one.length)
    .reduce((rest, one) => rest.replaceAll(one, ""), word);
}
