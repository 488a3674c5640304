import { expect } from "chai";
import type { SessionRecord } from "../../../schemas/sessions.ts";
import { SessionRecord as SessionSchema } from "../../../schemas/sessions.ts";
import { createSessions, storedSessionId } from "../../../src/identity/sessions.ts";
import { silentLog } from "../../../src/ports/log.ts";
import { fieldErrors } from "../../../src/validate.ts";
import { createFakeClock, createSeededRandom } from "../../support/fake-ports.ts";
import { clientAt } from "../../support/identity.ts";
import { createMemoryCollection } from "../../support/memory-collection.ts";
import { browserSession } from "../../support/records.ts";

const minute = 60_000;
const idleMs = 12 * 60 * minute;
const absoluteMs = 7 * 24 * 60 * minute;
const lifetimes = () => ({ idleMs, lifetimeMs: absoluteMs });

function setUp() {
  const clock = createFakeClock();
  const collection = createMemoryCollection<SessionRecord>();
  const ended: string[] = [];
  let writes = 0;
  const counting = {
    ...collection,
    insert: (...given: Parameters<typeof collection.insert>) => collection.insert(...given), // which a test may replace
    update: (...given: Parameters<typeof collection.update>) => {
      writes += 1;
      return collection.update(...given);
    },
  };
  const events = {
    publish: (_name: string, payload: unknown) => void ended.push(...(payload as { sessionIds: string[] }).sessionIds),
  };
  const sessions = createSessions({
    collection: counting,
    clock,
    random: createSeededRandom(),
    events,
    log: silentLog,
    lifetimes,
  });
  const data = (userId = "useraaaa") => browserSession(userId, clock.now());
  const begin = async (userId = "useraaaa") => {
    const id = sessions.newId();
    await sessions.begin(id, data(userId), clientAt("192.0.2.1"));
    return id;
  };
  return { clock, collection, ended, sessions, data, begin, writes: () => writes };
}

const touched = { touch: true };
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("identity/sessions", () => {
  it("stores the digest of the id and nothing that opens a door", async () => {
    const { sessions, collection, begin } = setUp();
    const id = await begin();
    expect(Buffer.from(id, "base64url")).to.have.length(32);
    expect(JSON.stringify(collection.list())).not.to.contain(id);
    expect(collection.list()[0]?.id).to.equal(storedSessionId(id));
    expect(fieldErrors(SessionSchema, collection.list()[0])).to.deep.equal({});
    expect(sessions.read(collection.list()[0]?.id ?? "", touched), "the stored id is no cookie").to.equal(null);
  });

  it("ends after twelve hours without anybody there", async () => {
    const { sessions, begin, clock } = setUp();
    const id = await begin();
    clock.advance(idleMs - 1);
    expect(sessions.read(id, { touch: false })).not.to.equal(null);
    clock.advance(1);
    expect(sessions.read(id, touched)).to.equal(null);
  });

  it("ends after twelve hours though a page goes on polling", async () => {
    const { sessions, begin, clock } = setUp();
    const id = await begin();
    for (let at = 0; at < idleMs; at += 10 * minute) {
      expect(sessions.read(id, { touch: false })).not.to.equal(null);
      clock.advance(10 * minute);
    }
    expect(sessions.read(id, { touch: false })).to.equal(null);
  });

  it("ends after seven days whoever is there", async () => {
    const { sessions, begin, clock } = setUp();
    const id = await begin();
    for (let at = 0; at < absoluteMs; at += 60 * minute) {
      expect(sessions.read(id, touched)).not.to.equal(null);
      await settle();
      clock.advance(60 * minute);
    }
    expect(sessions.read(id, touched)).to.equal(null);
  });

  it("writes a use down once in five minutes, however many requests there are", async () => {
    const { sessions, begin, clock, writes } = setUp();
    const id = await begin();
    for (let request = 0; request < 1000; request += 1) {
      sessions.read(id, touched);
      clock.advance(3000);
      await settle();
    }
    expect(writes()).to.be.within(9, 10);
  });

  it("does not bring back a session that ended while a slow request was under way", async () => {
    const { sessions, begin, collection, data, ended } = setUp();
    const id = await begin();
    const seen = sessions.read(id, touched);
    await sessions.end(id);
    await sessions.write(id, { ...data(), ...seen });
    await sessions.write(id, data("somebody else"));
    expect(sessions.read(id, touched)).to.equal(null);
    expect(collection.list()).to.have.length(0);
    expect(ended).to.deep.equal([storedSessionId(id)]);
  });

  it("lets a signed token's session be silent for as long as the token lives", async () => {
    const { sessions, clock, data } = setUp();
    const id = sessions.newId();
    await sessions.begin(id, { ...data(), kind: "bearer" }, clientAt("192.0.2.1"), { lifetimeMs: 2 * idleMs });
    clock.advance(2 * idleMs - 1);
    expect(sessions.read(id, { touch: false })).not.to.equal(null);
    clock.advance(1);
    expect(sessions.read(id, { touch: false })).to.equal(null);
  });

  describe("beginning", () => {
    const client = clientAt("192.0.2.1");
    /** Begins one; `meanwhile` happens while it is being written. Gives the id where it lives. */
    const beginWhile = async (
      { sessions, collection, data }: ReturnType<typeof setUp>,
      options: Parameters<typeof sessions.begin>[3],
      meanwhile: () => Promise<unknown> = async () => {},
    ) => {
      const { insert } = collection;
      collection.insert = async (record) => {
        collection.insert = insert;
        await meanwhile();
        return insert(record);
      };
      const id = sessions.newId();
      const fault = await sessions.begin(id, data(), client, options).catch((error: { code: string }) => error.code);
      collection.insert = insert;
      expect(fault ?? null).to.equal(sessions.read(id, touched) === null ? "not-signed-in" : null);
      return fault === undefined ? id : null;
    };

    it("comes to nothing where all of the user's were ended while it was written, or since it was proved", async () => {
      const here = setUp();
      expect(await beginWhile(here, {}, () => here.sessions.endAll("useraaaa"))).to.equal(null);
      const since = here.sessions.mark();
      await here.sessions.endAll("other");
      expect(await beginWhile(here, { basis: { since } })).not.to.equal(null);
      await here.sessions.endAll("useraaaa");
      expect(await beginWhile(here, { basis: { since } })).to.equal(null);
      expect(await beginWhile(here, {}), "proved afterwards").not.to.equal(null);
    });

    it("comes to nothing where what was proved holds no more, before it is written or after", async () => {
      const here = setUp();
      let active = true;
      const basis = { holds: () => active };
      const end = async () => {
        active = false;
      };
      expect(await beginWhile(here, { basis }, end)).to.equal(null);
      expect(await beginWhile(here, { basis })).to.equal(null);
      expect(here.collection.list()).to.deep.equal([]);
    });

    it("comes to nothing where those of a provider's session are ended while it is written", async () => {
      const here = setUp();
      const all = () => here.sessions.endWhere(({ userId }) => userId === "useraaaa");
      expect(await beginWhile(here, {}, all)).to.equal(null);
    });

    it("goes on for another, which ends then, unless that has ended", async () => {
      const here = setUp();
      const before = storedSessionId(await here.begin());
      const goingOn = { basis: { continues: before }, replaces: before };
      expect(await beginWhile(here, goingOn, () => here.sessions.endAll("useraaaa", { except: before }))).not.to.equal(
        null,
      );
      expect(here.collection.get(before)).to.equal(undefined);
      expect(here.ended).to.deep.equal([before]);
      expect(await beginWhile(here, goingOn), "ended before").to.equal(null);
      const again = storedSessionId(await here.begin());
      const next = { basis: { continues: again }, replaces: again };
      expect(await beginWhile(here, next, () => here.sessions.endStored(again)), "ended meanwhile").to.equal(null);
    });

    it("goes on for the one of fifty that was unused longest", async () => {
      const here = setUp();
      const first = storedSessionId(await here.begin());
      for (let count = 0; count < 49; count += 1) {
        here.clock.advance(1000);
        await here.begin();
      }
      expect(await beginWhile(here, { basis: { continues: first }, replaces: first })).not.to.equal(null);
      expect(here.collection.list()).to.have.length(50);
    });
  });

  it("ends all of a user but one, and nobody else's", async () => {
    const { sessions, begin, ended } = setUp();
    const [mine, old, older, theirs] = [await begin(), await begin(), await begin(), await begin("other")];
    await sessions.endAll("useraaaa", { except: storedSessionId(mine) });
    expect([mine, old, older, theirs].map((id) => sessions.read(id, touched) !== null)).to.deep.equal([
      true,
      false,
      false,
      true,
    ]);
    expect(ended.toSorted()).to.deep.equal([old, older].map(storedSessionId).toSorted());
  });

  it("keeps fifty of a user: the one unused longest makes room", async () => {
    const { sessions, begin, collection, clock } = setUp();
    const first = await begin();
    for (let count = 0; count < 60; count += 1) {
      clock.advance(1000);
      await begin();
    }
    expect(collection.list()).to.have.length(50);
    expect(sessions.read(first, touched)).to.equal(null);
  });

  it("removes expired ones by itself and says so, so that their streams end", async () => {
    const { sessions, begin, collection, clock, ended } = setUp();
    const id = await begin();
    const stop = sessions.start();
    clock.advance(idleMs + 2 * minute);
    await settle();
    expect(collection.list()).to.have.length(0);
    expect(ended).to.include(storedSessionId(id));
    stop();
  });

  it("does not refuse a request because its use could not be written down", async () => {
    const clock = createFakeClock();
    const collection = createMemoryCollection<SessionRecord>();
    const failing = { ...collection, update: () => Promise.reject(new Error("disk full")) };
    const sessions = createSessions({
      collection: failing,
      clock,
      random: createSeededRandom(),
      events: { publish() {} },
      log: silentLog,
      lifetimes,
    });
    await sessions.begin("id", browserSession("useraaaa", clock.now()), clientAt("192.0.2.1"));
    clock.advance(10 * minute);
    expect(sessions.read("id", touched)).not.to.equal(null);
    await settle();
    expect(sessions.read("id", touched)).not.to.equal(null);
  });
});
