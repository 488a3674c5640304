// All live streams: who may open one, what ends it, and which channel feeds it.
import type { Readable } from "node:stream";
import type { UserRecord } from "../../../schemas/users.ts";
import type { Caller } from "../../access/caller.ts";
import type { PublishedEvent } from "../../events/events.ts";
import { Fault } from "../../fault.ts";
import { mayUseTokens } from "../../identity/doors.ts";
import type { Identity } from "../../identity/identity.ts";
import type { Clock, StopTimer } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { callerOf } from "../caller.ts";
import type { Services } from "../services.ts";
import { viewerOf } from "../viewer.ts";
import { type Channel, createChannel, type Member, type Topic } from "./channel.ts";
import { createEventStream, formatFrame } from "./event-stream.ts";
import { busIdOf } from "./resume-id.ts";

/** For a user's own pages, and as many again for all tokens of theirs together: a token that leaked shuts nobody out. */
export const maxStreamsPerUser = 20;
/** Of those for all tokens: one that leaked leaves some to the others. */
export const maxStreamsPerToken = 10;
export const maxStreams = 2500;
export const heartbeatMs = 15_000;
/** A stream behind a proxy ends after this long, so that the proxy is asked again whether its user is still signed in. */
export const proxyStreamMs = 15 * 60_000;

export interface StreamRequest {
  readonly identity: Identity;
  readonly caller: Caller;
  /** A page of another origin reads it. */
  readonly readElsewhere: boolean;
  readonly topics: ReadonlySet<Topic>;
  readonly lastEventId: string | null;
}

export interface LiveStreams {
  /** Opens a stream. Throws Fault `too-many-streams`. */
  open(request: StreamRequest): Readable;
  /** Ends all of them. */
  close(): void;
}

export interface LiveStreamDependencies {
  readonly services: Pick<Services, "health" | "jobs" | "repositories" | "events" | "identity">;
  readonly clock: Clock;
  readonly log: Log;
}

interface Open extends Member {
  /** Who it was opened by; its user may have changed since. */
  readonly identity: Identity;
  readonly readElsewhere: boolean;
  /** Milliseconds since the epoch. Infinite where only the session ends it. */
  readonly endsAt: number;
  key: string;
}

const signedOutFrame = formatFrame({ event: "signed-out", data: "{}" });

/** Creates the registry. It listens to the bus and keeps time only while a stream is open. */
export function createLiveStreams({ services, clock, log }: LiveStreamDependencies): LiveStreams {
  const open = new Set<Open>();
  const channels = new Map<string, Channel>();
  let stopListening: StopTimer | null = null;

  const channelOf = (caller: Caller, at: { readonly readElsewhere: boolean }): { key: string; channel: Channel } => {
    const viewer = viewerOf(caller, at);
    const channel = channels.get(viewer.key) ?? createChannel({ services, clock, log, viewer });
    channels.set(viewer.key, channel);
    return { key: viewer.key, channel };
  };

  const leaveChannel = (member: Open) => {
    const channel = channels.get(member.key);
    if (!channel?.leave(member)) return;
    channel.close();
    channels.delete(member.key);
  };

  const forget = (member: Open) => {
    if (!open.delete(member)) return;
    leaveChannel(member);
    if (open.size > 0) return;
    stopListening?.();
    stopListening = null;
  };

  const end = (member: Open) => {
    forget(member);
    member.stream.end();
  };

  const signOut = (member: Open) => {
    member.stream.send(signedOutFrame);
    end(member);
  };

  /** Whether a request of its user would still be answered. Sessions that were ended are told of by themselves. */
  const mayGoOn = ({ method }: Identity, user: UserRecord) => {
    if (!user.active || services.identity.obligationOf({ method, user }) !== null) return false;
    return method !== "token" || mayUseTokens(user, services.identity.doors);
  };

  /**
   * A user's role, grants or state changed (of everybody, where none is named: what is asked at signing in): its streams go
   * on with what it sees now, from a new snapshot, or end.
   */
  const reconsider = (userId: string | null) => {
    for (const member of [...open].filter(({ identity }) => userId === null || identity.user.id === userId)) {
      const { identity } = member;
      const user = services.identity.accounts.get(identity.user.id);
      if (!user || !mayGoOn(identity, user)) signOut(member);
      else move(member, callerOf({ user, limits: identity.limits }));
    }
  };

  const move = (member: Open, caller: Caller) => {
    const { key, channel } = channelOf(caller, member);
    if (key === member.key) return;
    leaveChannel(member);
    member.key = key;
    channel.join(member);
    channel.snapshot(member);
  };

  const endSessions = (sessionIds: readonly string[]) => {
    const ended = new Set<string | null>(sessionIds);
    for (const member of [...open].filter((one) => ended.has(one.identity.sessionId))) signOut(member);
  };

  const take = (event: PublishedEvent) => {
    if (event.name === "access.changed") return reconsider(event.payload.userId);
    if (event.name === "sign-in-settings.changed") return reconsider(null);
    if (event.name === "session.ended") return endSessions(event.payload.sessionIds);
    for (const channel of channels.values()) channel.take(event);
  };

  const beat = () => {
    for (const member of [...open]) {
      if (clock.now() < member.endsAt) member.stream.heartbeat();
      else end(member);
    }
  };

  const listen = () => {
    if (stopListening) return;
    const stopBus = services.events.onAny(take);
    const stopClock = clock.every(heartbeatMs, beat);
    stopListening = () => {
      stopBus();
      stopClock();
    };
  };

  const begin = (member: Open, channel: Channel, lastEventId: string | null) => {
    const busId = lastEventId === null ? null : busIdOf(lastEventId, member.key);
    const missed = busId === null ? null : services.events.since(busId);
    if (missed) channel.replay(member, missed);
    else channel.snapshot(member);
  };

  return {
    open({ identity, caller, readElsewhere, topics, lastEventId }) {
      refuseTooMany(open, identity);
      const stream = createEventStream(() => forget(member));
      const { key, channel } = channelOf(caller, { readElsewhere });
      const member: Open = {
        stream,
        topics,
        identity,
        readElsewhere,
        endsAt: identity.assurance === "proxy" ? clock.now() + proxyStreamMs : Number.POSITIVE_INFINITY,
        key,
      };
      open.add(member);
      channel.join(member);
      listen();
      try {
        begin(member, channel, lastEventId);
      } catch (error) {
        end(member);
        throw error;
      }
      return stream.readable;
    },
    close() {
      for (const member of [...open]) end(member);
    },
  };
}

function refuseTooMany(open: ReadonlySet<Open>, { user, limits, sessionId }: Identity): void {
  const ofToken = limits !== null;
  const own = [...open].filter(
    ({ identity }) => identity.user.id === user.id && (identity.limits !== null) === ofToken,
  );
  const same = own.filter(({ identity }) => identity.sessionId === sessionId);
  const isOver = own.length >= maxStreamsPerUser || (ofToken && same.length >= maxStreamsPerToken);
  if (!isOver && open.size < maxStreams) return;
  throw new Fault("too-many-streams", "Too many live streams are open. Close other tabs, or wait a moment.", {
    retryAfterMs: 30_000,
  });
}
