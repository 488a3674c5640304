// One process per DATA_DIR: the Unix socket in it is the lock, and the way in for the command line.
import { createServer, type Server, type Socket } from "node:net";
import { Fault } from "../fault.ts";
import type { Ports } from "../ports/ports.ts";
import { answerCommands, type CommandHandler, connectTo } from "./command-channel.ts";
import { unusableDataDir } from "./folders.ts";
import { storeLayout } from "./layout.ts";
import { withTakeoverGuard } from "./takeover-guard.ts";

/** Longest path of a Unix socket, in bytes (unix(7), less the final NUL). */
const maxSocketPathBytes = 107;

/** Held until released, or until the process ends. */
export interface DirectoryLock {
  /** Answers the command line from now on. Until then a command is refused as `stopping`. */
  serve(handler: CommandHandler): void;
  release(): Promise<void>;
}

export interface DirectoryLockDependencies {
  readonly dataDir: string;
  readonly ports: Pick<Ports, "files" | "log">;
}

/** Takes the lock of a data folder, making the folder. Fault `already-running` where another process has it. */
export async function acquireDirectoryLock({ dataDir, ports }: DirectoryLockDependencies): Promise<DirectoryLock> {
  const { files, log } = ports;
  const path = storeLayout(dataDir).socket;
  if (Buffer.byteLength(path) > maxSocketPathBytes) throw tooLong(path);
  await files.makeDirectory(dataDir, 0o700).catch((error) => {
    throw unusableDataDir(error);
  });
  let handler: CommandHandler = async () => {
    throw new Fault("stopping", "Borgdeck is starting or stopping: try again in a moment");
  };
  const server = answerCommands(createServer(), (request) => handler(request), log);
  const connections = trackConnections(server);
  await withTakeoverGuard(dataDir, files, async () => {
    if (await isAlive(path)) throw alreadyRunning();
    await removeLeftBehind(path, files);
    await listen(server, path);
    await files.setMode(path, 0o600).catch((error) => {
      server.close();
      throw unusableDataDir(error);
    });
  });
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

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? alreadyRunning() : unusableDataDir(error)),
    );
    server.listen(path, () => resolve());
  });
}

/** The socket of a process that is gone. */
async function removeLeftBehind(path: string, files: Ports["files"]): Promise<void> {
  const found = await files.linkInfo(path);
  if (found?.kind === "directory") throw unusableDataDir(Object.assign(new Error("listen"), { code: "EISDIR" }));
  if (found) await files.remove(path);
}

/** Whether somebody answers at the socket; also where that is not ours to ask. */
async function isAlive(path: string): Promise<boolean> {
  try {
    const socket = await connectTo(path);
    socket?.destroy();
    return socket !== null;
  } catch {
    return true;
  }
}

function trackConnections(server: Server): ReadonlySet<Socket> {
  const connections = new Set<Socket>();
  server.on("connection", (socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
  });
  return connections;
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
