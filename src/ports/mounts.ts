// File systems that are mounted on this host: looked at by /proc, so that one which does not answer keeps nobody waiting, and taken
// away by the system's own programs.
import { readdir, readFile, readlink } from "node:fs/promises";
import { systemClock } from "./clock.ts";
import { isWithin } from "./paths.ts";
import { systemProcesses } from "./processes.ts";

export interface MountedFileSystem {
  /** Where it is. */
  readonly path: string;
  /** Such as `ext4` or `fuse`. */
  readonly type: string;
  /** What is mounted, as whoever mounted it calls it: a device, a host and a path, or any name. */
  readonly source: string;
}

/** A process that uses something of a mounted file system. */
export interface MountUser {
  readonly pid: number;
  /** Its program's name, at most 15 characters. */
  readonly name: string;
}

export interface Mounts {
  /** What is mounted at exactly this path, topmost; null where nothing is. */
  at(path: string): Promise<MountedFileSystem | null>;
  /** Asks the system to take it away, which it does only where nobody uses it. Resolves in any case, within a minute: ask `at`. */
  unmount(path: string): Promise<void>;
  /** Processes that work in it or have a file of it open, as far as this user may see: `limit` at the most. */
  users(path: string, limit: number): Promise<MountUser[]>;
}

/** A network's disk that is gone can keep umount for ever. */
const unmountLimitMs = 30_000;

export const systemMounts: Mounts = {
  async at(path) {
    return (await mountedFileSystems()).findLast((mounted) => mounted.path === path) ?? null;
  },
  async unmount(path) {
    // A user unmounts by a program that has the right to; it is named after FUSE's version.
    const ways =
      process.getuid?.() === 0
        ? [["umount", "--"]]
        : [
            ["fusermount3", "-u", "--"],
            ["fusermount", "-u", "--"],
          ];
    for (const [file = "", ...args] of ways) if (await runs(file, [...args, path])) return;
  },
  async users(path, limit) {
    const found: MountUser[] = [];
    for (const pid of await readdir("/proc")) {
      if (found.length >= limit) break;
      if (!/^\d+$/.test(pid) || !(await uses(pid, path))) continue;
      found.push({ pid: Number(pid), name: await nameOf(pid) });
    }
    return found;
  },
};

/** Everything that is mounted, the lower of two at one path first. */
export async function mountedFileSystems(): Promise<MountedFileSystem[]> {
  return parseMountInfo(await readFile("/proc/self/mountinfo", "utf8"));
}

/** Reads /proc/self/mountinfo (proc_pid_mountinfo(5)): in a path or a source, a space, tab, newline and backslash are octal. */
export function parseMountInfo(text: string): MountedFileSystem[] {
  return text.split("\n").flatMap((line) => {
    const fields = line.split(" ");
    const end = fields.indexOf("-", 6);
    const [path, type, source] = [fields[4], fields[end + 1], fields[end + 2]];
    if (end === -1 || path === undefined || type === undefined || source === undefined) return [];
    return [{ path: plain(path), type, source: plain(source) }];
  });
}

function plain(path: string): string {
  const bytes = Buffer.from(path).toString("latin1");
  const decoded = bytes.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
  return Buffer.from(decoded, "latin1").toString();
}

/**
 * Whether it could be run at all; how it ended is told by what is mounted then. After `limitMs` milliseconds it is killed, and not
 * waited for: one that hangs in the kernel ends when it can.
 */
export async function runs(file: string, args: readonly string[], limitMs = unmountLimitMs): Promise<boolean> {
  try {
    const env = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" };
    const child = await systemProcesses.start({ file, args, env, cwd: "/", stdout: "ignore", stderr: "ignore" });
    let stopTimer = () => {};
    const late = new Promise<void>((resolve) => {
      stopTimer = systemClock.after(limitMs, () => {
        systemProcesses.signal(child.pid, "SIGKILL", "group");
        resolve();
      });
    });
    await Promise.race([child.exited, late]).finally(stopTimer);
    return true;
  } catch {
    return false; // it is not installed
  }
}

async function uses(pid: string, path: string): Promise<boolean> {
  const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const links = ["cwd", "root", "exe", ...files.map((file) => `fd/${file}`)];
  for (const link of links) {
    const target = await readlink(`/proc/${pid}/${link}`).catch(() => "");
    if (isWithin(target, path)) return true;
  }
  return false;
}

async function nameOf(pid: string): Promise<string> {
  const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "");
  return name.trim();
}
