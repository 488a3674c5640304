import { Fault } from "../fault.ts";
import type { Borg } from "./borg.ts";

/** Fault `borg-missing` where the installed borg is not one that Borgdeck can work with. */
export async function requireSupported(borg: Pick<Borg, "version">): Promise<void> {
  const { text, supported } = await borg.version();
  if (supported) return;
  throw new Fault(
    "borg-missing",
    `borg ${text} is installed, and this version works with borg 1.2 and 1.4. Set BORG_PATH to one of those.`,
  );
}
