// Names as people sign in with them, made canonical once and here only.
import { Username } from "../../schemas/users.ts";
import { fieldErrors } from "../validate.ts";

/** The key of a local account: written wide or narrow, in capitals or not, it is one account. */
export function localSubject(username: string): string {
  return username.normalize("NFKC").trim().toLowerCase();
}

/**
 * The key of somebody a proxy names. Case is kept: which names are the same person is for the provider to say, and
 * folding could make two of its users one.
 */
export function proxySubject(name: string): string {
  return name.normalize("NFC").trim();
}

/** Whether somebody may be called that. Invisible characters would let two names look the same. */
export function isUsername(name: string): boolean {
  return Object.keys(fieldErrors(Username, name)).length === 0 && !/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u.test(name);
}
