// Opening a repository that Borgdeck does not know yet: what borg would ask is asked, and nothing is assumed.
import { type EncryptionMode, encryptionModes, type ImportRepositoryRequest } from "../../schemas/repositories.ts";
import { identifyCommand, parseIdentified } from "../borg/commands/identify.ts";
import { keyImportCommand } from "../borg/commands/key-import.ts";
import { type BorgResult, borgFault } from "../borg/result/result.ts";
import type { RepositoryTarget } from "../borg/target.ts";
import { Fault } from "../fault.ts";
import { unnoticedBorgId } from "./copies.ts";
import type { RepositoriesDependencies } from "./use-case.ts";

type Answers = Pick<ImportRepositoryRequest, "location" | "passphrase" | "key" | "accept">;

/** What opens the repository, and how it is encrypted. */
export interface OpenedRepository {
  readonly encryption: EncryptionMode;
  readonly passphrase: string | null;
  /** borg's id of it. */
  readonly borgId: string | null;
}

/** What is wrong with a place that has the repository of this id, or null. */
export type RefuseId = (borgId: string | null) => Promise<string | null>;

/** What borg asks about the place. Before it is told yes, and notes that, it is found out which repository this is. */
const doubts = new Set(["repository-moved", "unencrypted-unknown"]);

/** Fault `answer-needed` or `invalid-input` with the field that somebody has to fill in, or what borg says. */
export async function openUnknown(
  answers: Answers,
  refuse: RefuseId,
  deps: Pick<RepositoriesDependencies, "borg" | "borgDir" | "ports">,
): Promise<OpenedRepository> {
  const { borg } = deps;
  const { location, passphrase = null, key, accept } = answers;
  const target: RepositoryTarget = { location, passphrase, rsh: null };
  const refuseOther = async (borgId: string | null) => {
    const problem = await refuse(borgId);
    if (problem !== null) throw refused("/location", problem);
  };
  const look = async () => {
    const found = await borg.run(identifyCommand(target));
    if (!doubts.has(found.outcome.code)) return found;
    await refuseOther(await unnoticedBorgId(target, deps));
    return accept ? borg.run(identifyCommand(target, accept)) : found;
  };
  let result = await look();
  if (result.outcome.code === "key-missing" && key !== undefined) {
    refuseFailure(await borg.run(keyImportCommand(target, key)));
    result = await look();
  }
  refuseFailure(result);
  const { encryption = "", repositoryId: borgId = null } = parseIdentified(result.stdout) ?? {};
  await refuseOther(borgId);
  if (!isKnownMode(encryption)) {
    throw new Fault("borg-failed", `The repository is encrypted in a way that Borgdeck does not know: ${encryption}`);
  }
  if (encryption === "none" && passphrase !== null) {
    throw refused("/passphrase", "has no use: the repository is not encrypted");
  }
  return { encryption, passphrase, borgId };
}

const questions: Readonly<Record<string, readonly [field: string, text: string]>> = {
  "passphrase-missing": ["/passphrase", "is needed: the repository is encrypted"],
  "key-missing": ["/key", "is needed: the repository's key is not kept in it. Paste the key that was exported from it"],
  "repository-moved": [
    "/accept/relocated",
    "was at another place when it was last used from here. Confirm that it was moved on purpose",
  ],
  "unencrypted-unknown": [
    "/accept/unencrypted",
    "is not encrypted. Confirm that this is what you expect: anybody who can write there can have put it there",
  ],
};

const wrong: Readonly<Record<string, readonly [field: string, text: string]>> = {
  "passphrase-wrong": ["/passphrase", "does not open this repository"],
  "key-wrong": ["/key", "is not the key of this repository: its first line is BORG_KEY and the repository's id"],
  "repository-missing": ["/location", "has no repository: check its spelling, and that its disk is mounted"],
  "repository-invalid": ["/location", "is no repository that borg can use"],
  "server-refused": ["/location", "is not allowed by the repository's host: correct it, or its authorized_keys"],
};

function refuseFailure(result: BorgResult): void {
  if (result.state === "ok" || result.state === "warning") return;
  const { code } = result.outcome;
  const asked = questions[code];
  if (asked) {
    const detail = "borg has to be told something before this repository can be used";
    throw new Fault("answer-needed", detail, { fields: { [asked[0]]: asked[1] } });
  }
  throw wrong[code] ? refused(...wrong[code]) : borgFault(result);
}

function refused(field: string, text: string): Fault {
  return new Fault("invalid-input", "The repository was not opened", { fields: { [field]: text } });
}

function isKnownMode(mode: string): mode is EncryptionMode {
  return (encryptionModes as readonly string[]).includes(mode);
}
