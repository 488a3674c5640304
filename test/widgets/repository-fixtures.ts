// What the service would say about one repository: its growth, lock, medium, previews and keys.
import type { BorgReply, GrowthReply, LockReply, MediumReply, RecoveryKit } from "../../schemas/repositories.ts";
import type { PrunePreviewReply } from "../../schemas/upkeep.ts";
import type { PagesServer } from "../support/pages-server.ts";
import { minutesFromNow, repositoryId } from "./pages-fixtures.ts";

const day = 24 * 60;

export const borg: BorgReply = {
  version: "1.2.4",
  encryptionModes: [
    { mode: "repokey-blake2", recommended: true, note: "" },
    { mode: "keyfile-blake2", recommended: false, note: "" },
    { mode: "repokey", recommended: false, note: "" },
    { mode: "none", recommended: false, note: "" },
  ],
  features: {},
};

export const kit: RecoveryKit = {
  passphrase: "gg9px-nc2yj-9tn4e-7vk4b-9vxhb-qwc8x",
  key: "BORG_KEY f00d\nhqlhbGdvcml0aG2mc2hhMjU2pGRhdGHaAN5\n",
  generated: true,
  paperKey:
    "To restore key use borg key import --paper /path/to/repo\n\nBORG PAPER KEY v1\nid: 20 / f00d\n 1: 86a961 - 6d",
  qrSvg:
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 29 29"><path d="M0 0h29v29H0z" fill="#fff"/><path stroke="#000" d="M4 4.5h7m2 0h1"/></svg>',
};

export const medium: MediumReply = { freeBytes: 812_000_000_000, totalBytes: 2_000_000_000_000, reason: null };

export const freeLock: LockReply = {
  readable: true,
  held: false,
  exclusive: false,
  host: null,
  pid: null,
  since: null,
  ours: false,
  breakable: false,
  reason: null,
  confirm: null,
};

export const foreignLock: LockReply = {
  ...freeLock,
  held: true,
  exclusive: true,
  host: "old-laptop",
  pid: 4711,
  since: minutesFromNow(-3 * day),
  breakable: true,
  reason: "Nothing here can tell whether a borg on old-laptop still runs.",
  confirm: "old-laptop",
};

export const growth: GrowthReply = {
  items: Array.from({ length: 60 }, (_, index) => ({
    at: minutesFromNow(-(60 - index) * day),
    sizeBytes: 40_000_000_000 + index * 800_000_000 - (index % 7 === 0 ? 3_000_000_000 : 0),
    archivesCount: 20 + (index % 12),
    originalSizeBytes: 90_000_000_000 + index * 300_000_000,
    deduplicatedSizeBytes: 700_000_000 + (index % 5) * 90_000_000,
  })),
};

export const prunePreview: PrunePreviewReply = {
  keptCount: 2,
  deletedCount: 1,
  othersCount: 7,
  items: [
    { name: "bbbbbbbb-2026-11-22T02:00:03", startedAt: minutesFromNow(-14), keep: true, rule: "daily", number: 1 },
    { name: "bbbbbbbb-2026-11-21T14:00:03", startedAt: minutesFromNow(-760), keep: false, rule: null, number: null },
    {
      name: "bbbbbbbb-2026-11-21T02:00:03",
      startedAt: minutesFromNow(-day - 14),
      keep: true,
      rule: "weekly",
      number: 1,
    },
  ],
  truncated: false,
};

/** Everything about the repository that a page may ask for. */
export function scriptRepository(server: PagesServer): void {
  const of = `/api/repositories/${repositoryId}`;
  server.on("GET /api/borg", { body: borg });
  server.on(`GET ${of}/medium`, { body: medium });
  server.on(`GET ${of}/growth`, { body: growth });
  server.on(`GET ${of}/lock`, { body: freeLock });
  server.on(`GET ${of}/compact-preview`, { body: { freeableBytes: 3_200_000_000, reason: null } });
  server.on(`POST ${of}/prune-preview`, { body: prunePreview });
  server.on(`POST ${of}/key`, { body: kit });
}
