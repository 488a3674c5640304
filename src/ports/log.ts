// Structured logging; the real one is pino, writing JSON lines to standard error: standard output is for people.
import { pino } from "pino";

/** What a line may carry beside its message. Never a secret. */
export type LogFields = Readonly<Record<string, unknown>>;

export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export const logLevels = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

/** Logs lines at `level` and above. An `error` field is written with its message, stack and cause. */
export function createLog(level: LogLevel): Log {
  const logger = pino({ level, base: null, errorKey: "error" }, pino.destination({ dest: 2, sync: true }));
  const at =
    (name: Exclude<LogLevel, "silent">) =>
    (message: string, fields: LogFields = {}) =>
      logger[name](fields, message);
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** Drops everything. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
