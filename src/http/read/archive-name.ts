import { Fault } from "../../fault.ts";

/** A path's archive name: borg 1.2 takes all but the empty one, slashes and NUL, so another is of no archive: Fault `not-found`. */
export function archiveName(name: string): string {
  if (!/^[^/\0]{1,1000}$/u.test(name)) throw new Fault("not-found", "There is no such archive.");
  return name;
}
