// Ending one's own sessions from another one, which is recorded.
import { Fault } from "../fault.ts";
import type { Actor, IdentityAudit } from "./identity.ts";
import type { Sessions } from "./sessions.ts";

export interface OwnSessions {
  /** Ends one of the actor's sessions by its stored id. Throws Fault `not-found`. */
  end(storedId: string, actor: Actor): Promise<void>;
  /** Ends all of them but the one of that stored id. */
  endOthers(exceptStoredId: string | null, actor: Actor): Promise<void>;
}

export interface OwnSessionsDependencies {
  readonly sessions: Pick<Sessions, "list" | "endStored" | "endAll">;
  readonly audit: IdentityAudit;
}

/** Creates it. */
export function createOwnSessions({ sessions, audit }: OwnSessionsDependencies): OwnSessions {
  const record = ({ userId, username, ...client }: Actor, target: string, detail: string) => {
    const actor = { userId, username };
    return audit.record({ event: "session.revoke", outcome: "ok", actor, ...client, target, detail });
  };
  return {
    async end(storedId, actor) {
      const session = sessions.list(actor.userId).find(({ id }) => id === storedId);
      if (!session) throw new Fault("not-found", "You have no such session.");
      await sessions.endStored(storedId);
      await record(actor, storedId, `a ${session.data.kind} session of ${session.data.authenticatedAt}`);
    },
    async endOthers(exceptStoredId, actor) {
      await sessions.endAll(actor.userId, { except: exceptStoredId });
      await record(actor, actor.userId, "all sessions but the one that asked");
    },
  };
}
