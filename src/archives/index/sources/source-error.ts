/** A source says something that Borgdeck does not know, or less than it should. Another source may do better. */
export class SourceError extends Error {
  override readonly name = "SourceError";
}
