/** A command was called wrongly; the message says how. Printed with the command's usage, exit code 2. */
export class UsageError extends Error {
  readonly code = "ERR_PARSE_ARGS_BORGDECK";
}
