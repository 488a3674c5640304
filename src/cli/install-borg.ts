import { Fault } from "../fault.ts";
import type { CommandContext } from "./command.ts";
import { runProgram } from "./run-program.ts";

/** How borg is installed on a system. */
export interface InstallAdvice {
  /** Names the system for people. */
  readonly system: string;
  /** The one command, or where to read about it. */
  readonly command: string;
  /** Whether Borgdeck may run it itself, given root's rights. */
  readonly automatic: boolean;
}

const minute = 60_000;
const elsewhere = "see https://borgbackup.readthedocs.io/en/stable/installation.html";

/** ID or ID_LIKE of os-release(5) → name and command. */
const bySystem: readonly (readonly [string, string, string])[] = [
  ["debian", "Debian", "apt-get install -y --no-install-recommends borgbackup"],
  ["ubuntu", "Ubuntu", "apt-get install -y --no-install-recommends borgbackup"],
  ["fedora", "Fedora", "dnf install -y borgbackup"],
  ["rhel", "Enterprise Linux", "dnf install -y epel-release && dnf install -y borgbackup"],
  ["arch", "Arch Linux", "pacman -S --noconfirm borg"],
  ["alpine", "Alpine Linux", "apk add borgbackup"],
  ["suse", "openSUSE", "zypper install -y borgbackup"],
  ["opensuse", "openSUSE", "zypper install -y borgbackup"],
];

/** What to do on this system, told from the text of /etc/os-release and Node's name of the platform. */
export function installAdvice(osRelease: string | null, platform: string, isRoot: boolean): InstallAdvice {
  if (platform === "darwin") return { system: "macOS", command: "brew install borgbackup", automatic: false };
  const ids = [field(osRelease, "ID"), ...field(osRelease, "ID_LIKE").split(" ")].map((id) => id.split("-")[0]);
  const found = ids.flatMap((id) => bySystem.filter(([name]) => name === id))[0];
  if (!found) return { system: field(osRelease, "PRETTY_NAME") || platform, command: elsewhere, automatic: false };
  const [, system, command] = found;
  const withSudo = command.includes("&&") ? `sudo sh -c '${command}'` : `sudo ${command}`;
  return { system, command: isRoot ? command : withSudo, automatic: isRoot && command.startsWith("apt-get") };
}

/** The advice for the system that this runs on. */
export async function adviceHere({ files, userId }: Pick<CommandContext, "files" | "userId">): Promise<InstallAdvice> {
  const osRelease = await files.readText("/etc/os-release").catch(() => null);
  return installAdvice(osRelease, process.platform, userId === 0);
}

/** Installs borg from the system's packages where that can be done; else Fault `borg-missing` with the one command. */
export async function installBorg(context: CommandContext): Promise<void> {
  const advice = await adviceHere(context);
  if (!advice.automatic) {
    throw new Fault("borg-missing", `borg is needed and not there. On ${advice.system}: ${advice.command}`);
  }
  context.print(`borg is not installed. Installing it: ${advice.command}`);
  if (await aptGet(["install", "-y", "--no-install-recommends", "borgbackup"], context)) return;
  context.print("The package lists may be old or missing. Fetching them, then once more");
  await aptGet(["update"], context);
  const last = await aptGet(["install", "-y", "--no-install-recommends", "borgbackup"], context);
  if (!last)
    throw new Fault(
      "borg-missing",
      `borg could not be installed; what apt-get said is above. Install it by hand: ${advice.command}`,
    );
}

/** Whether it ended well; what it printed is shown only where it did not. */
async function aptGet(args: readonly string[], context: CommandContext): Promise<boolean> {
  const kept = ["PATH", "HOME", "http_proxy", "https_proxy", "no_proxy"].flatMap((name) => {
    const value = context.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const env = { ...Object.fromEntries(kept), DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C.UTF-8" };
  const { code, output } = await runProgram({ file: "apt-get", args, env, timeLimitMs: 10 * minute }, context);
  if (code !== 0) context.complain(output.trimEnd());
  return code === 0;
}

function field(osRelease: string | null, name: string): string {
  return new RegExp(`^${name}=["']?([^"'\\n]*)`, "m").exec(osRelease ?? "")?.[1] ?? "";
}
