/** An index file that is not whole, not of this archive, or not of this version. It is to be removed and built again. */
export class InvalidIndexError extends Error {
  override readonly name = "InvalidIndexError";

  constructor(what: string) {
    super(`The index of this archive is not valid: ${what}.`);
  }
}
