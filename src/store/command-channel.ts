// What goes through the socket in DATA_DIR: one request, one reply, each a line of JSON.
import { connect, type Server, type Socket } from "node:net";
import { Fault, type FaultCode, faultCodes, isFault } from "../fault.ts";
import type { Log } from "../ports/log.ts";
import { storeLayout } from "./layout.ts";

const maxLineBytes = 1024 * 1024;
const idleMs = 60_000;

/** A command of the command line for the running service. */
export interface CommandRequest {
  /** Such as `user.list`. */
  readonly command: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Does what was asked and returns what JSON can hold; throws Faults. */
export type CommandHandler = (request: CommandRequest) => Promise<unknown>;

type Reply =
  | { readonly result: unknown }
  | { readonly fault: { code: FaultCode; detail: string; fields?: Record<string, string> } };

/** Lets a server answer commands. */
export function answerCommands(server: Server, handler: CommandHandler, log: Log): Server {
  return server.on("connection", (socket) => {
    socket.on("error", () => socket.destroy());
    readLine(socket)
      .then((line) => (line === null ? null : replyTo(line, handler, log)))
      .then((reply) => (reply ? socket.end(`${JSON.stringify(reply)}\n`) : socket.destroy()))
      .catch((error) => {
        log.warn("A command of the command line was not read", { error });
        socket.destroy();
      });
  });
}

/** Sends a command to the service that runs over `dataDir`. Null where none does. Rejects with the service's Fault. */
export async function sendCommand(
  dataDir: string,
  request: CommandRequest,
): Promise<{ readonly result: unknown } | null> {
  const socket = await connectTo(storeLayout(dataDir).socket);
  if (!socket) return null;
  try {
    socket.write(`${JSON.stringify(request)}\n`);
    const line = await readLine(socket);
    if (line === null) throw new Fault("internal", "The running service did not answer");
    const reply = JSON.parse(line) as Reply;
    if ("result" in reply) return { result: reply.result };
    const { code, detail, fields } = reply.fault;
    throw new Fault(code in faultCodes ? code : "internal", detail, fields ? { fields } : {});
  } finally {
    socket.destroy();
  }
}

/** A connection, or null where nobody listens. Fault `not-allowed` where somebody may, but not to this user. */
export function connectTo(path: string): Promise<Socket | null> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once("connect", () => resolve(socket));
    socket.once("error", (cause: NodeJS.ErrnoException) => {
      if (cause.code === "ENOENT" || cause.code === "ECONNREFUSED") return resolve(null);
      const detail = `The socket in DATA_DIR cannot be used (${cause.code ?? "error"}): run this as the service's user`;
      reject(new Fault("not-allowed", detail, { cause }));
    });
  });
}

async function replyTo(line: string, handler: CommandHandler, log: Log): Promise<Reply> {
  try {
    const { command, args } = JSON.parse(line) as CommandRequest;
    return { result: (await handler({ command: String(command), args: args ?? {} })) ?? null };
  } catch (error) {
    if (!isFault(error)) log.error("A command of the command line failed", { error });
    const fault = isFault(error) ? error : new Fault("internal", "The command failed; the service's log says why");
    return {
      fault: { code: fault.code, detail: fault.detail, ...(fault.fields ? { fields: { ...fault.fields } } : {}) },
    };
  }
}

/** The first line sent, or null where the other end closes or is silent for a minute before it is whole. */
function readLine(socket: Socket): Promise<string | null> {
  return new Promise((resolve) => {
    let text = "";
    socket.setEncoding("utf8");
    socket.setTimeout(idleMs, () => resolve(null));
    socket.on("data", (chunk: string) => {
      text += chunk;
      const at = text.indexOf("\n");
      if (at >= 0) resolve(text.slice(0, at));
      else if (text.length > maxLineBytes) resolve(null);
    });
    for (const event of ["end", "close", "error"] as const) socket.once(event, () => resolve(null));
  });
}
