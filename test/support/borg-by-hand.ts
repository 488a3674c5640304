// borg as somebody in a terminal would use it, beside a service that may be indexing the archive that it just made.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { eagerBorg } from "./borg.ts";

const run = promisify(execFile);

export interface ByHand {
  /** Holds the home of this borg, which is none of the service's. */
  readonly home: string;
  readonly passphrase: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Waits a minute for the lock. Resolves to standard output; rejects where borg ends with anything but 0. */
export async function borgByHand({ home, passphrase, env }: ByHand, ...args: string[]): Promise<string> {
  const { stdout } = await run(eagerBorg, ["--lock-wait", "60", ...args], {
    env: {
      PATH: process.env["PATH"],
      HOME: home,
      BORG_BASE_DIR: join(home, "borg-of-test"),
      BORG_PASSPHRASE: passphrase,
      BORG_CHECK_I_KNOW_WHAT_I_AM_DOING: "YES",
      BORG_RELOCATED_REPO_ACCESS_IS_OK: "yes",
      ...env,
    },
  });
  return stdout;
}
