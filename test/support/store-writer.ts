// Writes to a store until it is killed, telling on standard output what is durable. Arguments: DATA_DIR, first number.
import { writeSync } from "node:fs";
import { silentLog } from "../../src/ports/log.ts";
import { systemPorts } from "../../src/ports/ports.ts";
import { acquireDirectoryLock } from "../../src/store/directory-lock.ts";
import { openStore } from "../../src/store/open.ts";
import { browserSession } from "./records.ts";

const [, , dataDir = "", first = "0"] = process.argv;
const ports = systemPorts(silentLog);
await acquireDirectoryLock({ dataDir, ports });
const store = await openStore({ dataDir, ports });
const fault = store.fault();
if (fault) throw fault;
const padding = "x".repeat(3000);
let next = Number(first);

/** `kind id number`, one line, written at once: the promise before it says that it is on disk. */
const acknowledge = (kind: string, id: string, n: number) => writeSync(1, `${kind} ${id} ${n}\n`);

async function updateForEver(id: string) {
  if (!store.settings.get(id)) await store.settings.insert({ id, value: { n: next, padding } });
  for (;;) {
    const n = ++next;
    await store.settings.update(id, (record) => ({ ...record, value: { n, padding } }));
    acknowledge("set", id, n);
  }
}

async function insertAndRemoveForEver() {
  const address = null;
  const at = "2026-11-22T10:00:00.000Z";
  for (;;) {
    const n = ++next;
    const id = String(n).padStart(64, "0");
    await store.sessions.insert({
      id,
      data: browserSession("useraaaa", 0),
      createdAt: at,
      lastSeenAt: at,
      expiresAt: at,
      userAgent: null,
      address,
    });
    acknowledge("insert", id, n);
    const old = store.sessions.list();
    if (old.length > 10 && old[0]) {
      await store.sessions.remove(old[0].id);
      acknowledge("remove", old[0].id, n);
    }
  }
}

async function appendForEver() {
  for (;;) {
    const n = ++next;
    await store.auditJournal.append({
      at: new Date().toISOString(),
      event: "test.append",
      outcome: "ok",
      actor: null,
      peer: null,
      address: null,
      userAgent: null,
      target: String(n),
      detail: padding.slice(0, n % 900),
    });
    acknowledge("append", "journal", n);
  }
}

acknowledge("ready", "-", next);
await Promise.all([
  updateForEver("one"),
  updateForEver("two"),
  insertAndRemoveForEver(),
  appendForEver(),
  appendForEver(),
]);
