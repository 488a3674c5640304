// A throwaway place with the real borg in it.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Borg, BorgDependencies, EventListener } from "../../src/borg/borg.ts";
import type { BorgCommand } from "../../src/borg/command.ts";
import { createCommand } from "../../src/borg/commands/create.ts";
import { initCommand } from "../../src/borg/commands/init.ts";
import { createBorg } from "../../src/borg/driver.ts";
import type { BorgResult } from "../../src/borg/result/result.ts";
import type { RepositoryTarget } from "../../src/borg/target.ts";
import { silentLog } from "../../src/ports/log.ts";
import { systemPorts } from "../../src/ports/ports.ts";

export const borgProgram = "/usr/bin/borg";
/** The same, but sooner there: see its file. */
export const eagerBorg = fileURLToPath(new URL("eager-borg.py", import.meta.url));
export const planId = "planaaaaaaaaaaaa";

export interface BorgPlace {
  readonly folder: string;
  readonly borg: Borg;
  readonly target: RepositoryTarget;
  /** Runs a command as a job and waits for it. */
  job(command: BorgCommand, onEvent?: EventListener): Promise<BorgResult>;
  /** A folder for a job, not made yet. */
  newWorkDir(): string;
  /** Makes the repository. */
  init(): Promise<void>;
  /** Backs up `sources` as an archive of this name; throws where borg does not say ok. */
  backUp(archiveName: string, sources: readonly string[]): Promise<BorgResult>;
  remove(): Promise<void>;
}

/** Makes it in the system's folder for temporary files. */
export async function createBorgPlace(options: Partial<BorgDependencies> = {}): Promise<BorgPlace> {
  const folder = await mkdtemp(join(tmpdir(), "borgdeck-borg-"));
  const borg = createBorg({
    ports: systemPorts(silentLog),
    executable: eagerBorg,
    baseDir: join(folder, "base"),
    hostId: "borgdeck-test@1",
    ...options,
  });
  const target = { location: join(folder, "repository"), passphrase: "a passphrase, with spaces", rsh: null };
  let jobs = 0;
  const newWorkDir = () => join(folder, `job-${jobs++}`);
  const job: BorgPlace["job"] = async (command, onEvent = () => {}) => {
    const running = await borg.start(command, { workDir: newWorkDir(), jobId: `job${jobs}`, onEvent });
    return running.result;
  };
  return {
    folder,
    borg,
    target,
    job,
    newWorkDir,
    async init() {
      expectOk(await job(initCommand(target, { encryption: "repokey-blake2" })));
    },
    async backUp(archiveName, sources) {
      return expectOk(await job(backupCommand(target, archiveName, sources)));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A backup as plans make it. */
export function backupCommand(target: RepositoryTarget, archiveName: string, sources: readonly string[]): BorgCommand {
  return createCommand(target, {
    archiveName,
    comment: "a plan",
    compression: "lz4",
    sources,
    excludes: [],
    cacheName: planId,
  });
}

/** The command with another patience, for who wants to see it end. */
export function withLockWait(command: BorgCommand, seconds: number): BorgCommand {
  const args = command.args.map((arg) => (arg.startsWith("--lock-wait=") ? `--lock-wait=${seconds}` : arg));
  return { ...command, args };
}

export function expectOk(result: BorgResult): BorgResult {
  if (result.state !== "ok") throw new Error(`borg: ${JSON.stringify(result.outcome)}`);
  return result;
}

/** Writes files below a folder: path, as text or bytes → content. */
export async function writeTree(folder: string, tree: ReadonlyMap<string | Buffer, string>): Promise<void> {
  for (const [name, content] of tree) {
    const path = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name)]);
    await mkdir(path.subarray(0, path.lastIndexOf("/")), { recursive: true });
    await writeFile(path, content);
  }
}
