// Lets one process at a time look at a data folder's lock and take it.
import { createHash } from "node:crypto";
import { createServer, type Server } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { Files } from "../ports/files.ts";

const retryMs = 20;
/** Somebody who holds it this long is not one of us: anybody on the machine can bind the name. Then it is done without. */
const patienceMs = 5000;

/**
 * Runs `work` while no other process of this host does so for the same folder. The guard is a socket in Linux's abstract
 * namespace (unix(7)): it has no file that could be left behind, and the kernel lets go of it when its process ends. Other
 * systems have none; there two processes that start in the same instant may both see a lock as left behind.
 */
export async function withTakeoverGuard<T>(
  dataDir: string,
  files: Pick<Files, "info">,
  work: () => Promise<T>,
): Promise<T> {
  const guard = process.platform === "linux" ? await takeGuard(await nameOf(dataDir, files)) : null;
  try {
    return await work();
  } finally {
    guard?.close();
  }
}

async function takeGuard(name: string): Promise<Server | null> {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += retryMs) {
    const server = createServer((socket) => socket.destroy());
    if (await bound(server, name)) return server;
    await wait(retryMs); // not the clock port: its timers let the process end, and nothing else keeps it here yet
  }
  return null;
}

function bound(server: Server, name: string): Promise<boolean> {
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(name, () => resolve(true));
  });
}

/** The folder itself, whatever path leads to it. */
async function nameOf(dataDir: string, files: Pick<Files, "info">): Promise<string> {
  const info = await files.info(dataDir);
  const digest = createHash("sha256").update(`${info?.device}:${info?.inode}`).digest("hex");
  return `\0borgdeck-takeover-${digest.slice(0, 24)}`;
}
