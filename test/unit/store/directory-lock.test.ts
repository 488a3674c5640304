import { existsSync, statSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import { Fault } from "../../../src/fault.ts";
import { systemFiles } from "../../../src/ports/files.ts";
import { silentLog } from "../../../src/ports/log.ts";
import { sendCommand } from "../../../src/store/command-channel.ts";
import { acquireDirectoryLock, type DirectoryLock } from "../../../src/store/directory-lock.ts";
import { faultOf } from "../../support/rejection.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

const ports = { files: systemFiles, log: silentLog };

describe("store/directory-lock", () => {
  const newFolder = temporaryFolders();
  const held: DirectoryLock[] = [];
  afterEach(() => Promise.all(held.splice(0).map((lock) => lock.release())));

  async function acquire(dataDir: string) {
    const lock = await acquireDirectoryLock({ dataDir, ports });
    held.push(lock);
    return lock;
  }
  const socketOf = (dataDir: string) => join(dataDir, "borgdeck.sock");
  /** The socket of a process that was killed: its name is there, and nobody listens. */
  async function leaveSocketBehind(dataDir: string) {
    const server = createServer();
    const bound = join(dataDir, "bound");
    await new Promise<void>((resolve) => void server.listen(bound, resolve));
    await systemFiles.rename(bound, socketOf(dataDir));
    await new Promise((resolve) => server.close(resolve));
    expect(existsSync(socketOf(dataDir))).to.equal(true);
  }

  it("is held by one at a time, and free after release", async () => {
    const dataDir = newFolder();
    const lock = await acquireDirectoryLock({ dataDir, ports });
    await faultOf(acquire(dataDir), "already-running");
    await lock.release();
    await acquire(dataDir);
  });

  it("is a socket for its user only", async () => {
    const dataDir = join(newFolder(), "data");
    await acquire(dataDir);
    expect(statSync(socketOf(dataDir)).mode & 0o777).to.equal(0o600);
    expect(statSync(dataDir).mode & 0o777).to.equal(0o700);
  });

  it("is taken over from a process that was killed", async () => {
    const dataDir = newFolder();
    await leaveSocketBehind(dataDir);
    const lock = await acquire(dataDir);
    lock.serve(async () => "alive");
    expect(await sendCommand(dataDir, { command: "x", args: {} })).to.deep.equal({ result: "alive" });
  });

  it("goes to exactly one of many that find it left behind at once", async () => {
    for (let round = 0; round < 10; round += 1) {
      const dataDir = newFolder();
      await leaveSocketBehind(dataDir);
      const results = await Promise.allSettled(Array.from({ length: 8 }, () => acquire(dataDir)));
      expect(results.filter(({ status }) => status === "fulfilled")).to.have.length(1);
    }
  });

  it("replaces a stray file of its name", async () => {
    const dataDir = newFolder();
    writeFileSync(socketOf(dataDir), "stray");
    await acquire(dataDir);
  });

  it("says how long a path may be", async () => {
    const fault = await faultOf(acquire(join(newFolder(), "x".repeat(120))), "invalid-configuration");
    expect(fault.fields?.["DATA_DIR"]).to.contain("at most 93 bytes");
  });

  it("carries a command and its result, or the service's fault", async () => {
    const dataDir = newFolder();
    const lock = await acquire(dataDir);
    await faultOf(sendCommand(dataDir, { command: "x", args: {} }), "stopping");
    lock.serve(async ({ command, args }) => {
      if (command === "refuse") throw new Fault("conflict", "Not now", { fields: { "/name": "is taken" } });
      if (command === "break") throw new Error("private reason");
      return { command, args };
    });
    const request = { command: "user.list", args: { name: "Zoë\n" } };
    expect(await sendCommand(dataDir, request)).to.deep.equal({ result: request });
    const refused = await faultOf(sendCommand(dataDir, { command: "refuse", args: {} }), "conflict");
    expect(refused.fields).to.deep.equal({ "/name": "is taken" });
    const broken = await faultOf(sendCommand(dataDir, { command: "break", args: {} }), "internal");
    expect(broken.detail).to.not.contain("private");
  });

  it("finds no service where none runs", async () => {
    const dataDir = newFolder();
    expect(await sendCommand(dataDir, { command: "x", args: {} })).to.equal(null);
    await leaveSocketBehind(dataDir);
    expect(await sendCommand(dataDir, { command: "x", args: {} })).to.equal(null);
  });

  it("is released while somebody holds a connection open", async () => {
    const dataDir = newFolder();
    const lock = await acquireDirectoryLock({ dataDir, ports });
    const socket = connect(socketOf(dataDir));
    await new Promise((resolve) => socket.once("connect", resolve));
    await lock.release();
    socket.destroy();
    await acquire(dataDir);
  });

  it("survives rubbish sent to it", async () => {
    const dataDir = newFolder();
    const lock = await acquire(dataDir);
    lock.serve(async () => "alive");
    const socket = connect(socketOf(dataDir));
    socket.on("error", () => {}); // being cut off is what is wanted
    socket.write("x".repeat(2_000_000));
    await new Promise((resolve) => socket.once("close", resolve));
    expect(await sendCommand(dataDir, { command: "x", args: {} })).to.deep.equal({ result: "alive" });
  });
});
