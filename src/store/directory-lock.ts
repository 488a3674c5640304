// One process per DATA_DIR: the Unix socket in it is the lock, and the way in for the command line.
import { createServer, type Server, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { Fault } from "../fault.ts";
import type { FileInfo } from "../ports/files.ts";
import type { Ports } from "../ports/ports.ts";
import { answerCommands, type CommandHandler, connectTo } from "./command-channel.ts";
import { unusableDataDir } from "./folders.ts";
import { storeLayout } from "./layout.ts";

/** Longest path of a Unix socket, in bytes (unix(7), less the final NUL). */
const maxSocketPathBytes = 107;
/** How long a socket may be bound without accepting before it counts as left behind. */
const bindingMs = 50;
const attempts = 5;

/** Held until released, or until the process ends. */
export interface DirectoryLock {
  /** Answers the command line from now on. Until then a command is refused as `stopping`. */
  serve(handler: CommandHandler): void;
  release(): Promise<void>;
}

export interface DirectoryLockDependencies {
  readonly dataDir: string;
  readonly ports: Pick<Ports, "files" | "random" | "log">;
}

/** Takes the lock of a data folder, making the folder. Fault `already-running` where another process has it. */
export async function acquireDirectoryLock({ dataDir, ports }: DirectoryLockDependencies): Promise<DirectoryLock> {
  const path = storeLayout(dataDir).socket;
  if (Buffer.byteLength(path) > maxSocketPathBytes) throw tooLong(path);
  await ports.files.makeDirectory(dataDir, 0o700).catch((error) => {
    throw unusableDataDir(error);
  });
  let handler: CommandHandler = async () => {
    throw new Fault("stopping", "Borgdeck is starting or stopping: try again in a moment");
  };
  const connections = new Set<Socket>();
  const create = () =>
    answerCommands(createServer(), (request) => handler(request), ports.log).on("connection", (socket) => {
      connections.add(socket);
      socket.once("close", () => connections.delete(socket));
    });
  const server = await bind(path, ports, create);
  await ports.files.setMode(path, 0o600);
  return {
    serve(next) {
      handler = next;
    },
    async release() {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      for (const socket of connections) socket.destroy();
      await closed;
    },
  };
}

async function bind(path: string, ports: DirectoryLockDependencies["ports"], create: () => Server): Promise<Server> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const server = create();
    const code = await listen(server, path);
    if (code === null) return server;
    if (code !== "EADDRINUSE") throw unusableDataDir(Object.assign(new Error("listen"), { code }));
    await removeLeftBehind(path, ports);
  }
  throw alreadyRunning();
}

function listen(server: Server, path: string): Promise<string | null> {
  return new Promise((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "error"));
    server.listen(path, () => resolve(null));
  });
}

/**
 * Removes the socket of a process that is gone. It is moved aside first: where another process has meanwhile put its own
 * in the same place, that one is recognised and given its name back.
 */
async function removeLeftBehind(path: string, { files, random }: DirectoryLockDependencies["ports"]): Promise<void> {
  const found = await files.linkInfo(path);
  if (!found) return;
  if (await isAlive(path)) throw alreadyRunning();
  await wait(bindingMs); // not the clock port: its timers let the process end, and nothing else keeps it here yet
  if (await isAlive(path)) throw alreadyRunning();
  const aside = `${path}.${random.bytes(6).toString("hex")}`;
  try {
    await files.rename(path, aside);
  } catch {
    return; // another process was faster; the next attempt finds out
  }
  const moved = await files.linkInfo(aside);
  if (moved && !sameFile(found, moved)) {
    await files.rename(aside, path);
    throw alreadyRunning();
  }
  await files.remove(aside);
}

async function isAlive(path: string): Promise<boolean> {
  try {
    const socket = await connectTo(path);
    socket?.destroy();
    return socket !== null;
  } catch {
    return true; // not ours to use, so somebody's
  }
}

/** Renaming changes a file's changedAt, never its modifiedAt; the inode's number alone may be used again at once. */
function sameFile(one: FileInfo, other: FileInfo): boolean {
  return one.inode === other.inode && one.device === other.device && one.modifiedAtMs === other.modifiedAtMs;
}

function alreadyRunning(): Fault {
  return new Fault(
    "already-running",
    "Another Borgdeck process uses this data folder. Stop it first, or set another DATA_DIR",
  );
}

function tooLong(path: string): Fault {
  const room = maxSocketPathBytes - Buffer.byteLength("/borgdeck.sock");
  const why = `has ${Buffer.byteLength(path)} bytes with the socket in it. Write a folder whose path has at most ${room} bytes`;
  return new Fault("invalid-configuration", "The path of the data folder is too long", { fields: { DATA_DIR: why } });
}
