// What a language has to say. A catalogue with a key missing does not compile.
import type { ActivityWords } from "../elements/borg-activity/messages-en.ts";
import type { AlertsWords } from "../elements/borg-alerts/messages-en.ts";
import type { BadgeWords } from "../elements/borg-badge/messages-en.ts";
import type { RepositoriesWords } from "../elements/borg-repositories/messages-en.ts";
import type { RepositoryWords } from "../elements/borg-repository/messages-en.ts";
import type { ScheduleWords } from "../elements/borg-schedule/messages-en.ts";
import type { StatusWords } from "../elements/borg-status/messages-en.ts";
import type { StorageWords } from "../elements/borg-storage/messages-en.ts";
import type { TimelineWords } from "../elements/borg-timeline/messages-en.ts";
import type { TrustWords } from "../elements/borg-trust/messages-en.ts";
import type { DataWords } from "../shared/client/data-words-en.ts";
import type { JobWords } from "../shared/client/job-words-en.ts";
import type { NoticeWords } from "../shared/client/notice-words-en.ts";
import type { Messages } from "../shared/element/messages-en.ts";

/** All text of the widgets in one language, in sections: an element brings the English of its own, and knows no other's. */
export interface Catalogue {
  readonly shared: Messages;
  readonly data: DataWords;
  readonly notices: Required<NoticeWords>;
  readonly jobs: JobWords;
  readonly activity: ActivityWords;
  readonly alerts: AlertsWords;
  readonly badge: BadgeWords;
  readonly repositories: RepositoriesWords;
  readonly repository: RepositoryWords;
  readonly schedule: ScheduleWords;
  readonly status: StatusWords;
  readonly storage: StorageWords;
  readonly timeline: TimelineWords;
  readonly trust: TrustWords;
}

/** The name of a part of a catalogue. */
export type Section = keyof Catalogue;

/** Catalogues by the address of their script: one version's elements never speak another's words. */
export const catalogueKey = Symbol.for("borgdeck.languages.1");

/** The catalogues that this page has loaded. */
export type Catalogues = Map<string, Catalogue>;

/** The page's catalogues, shared by every copy of the elements. */
export function catalogues(): Catalogues {
  const page = globalThis as { [catalogueKey]?: Catalogues };
  page[catalogueKey] ??= new Map();
  return page[catalogueKey];
}

/** Called by a language's script: whoever loaded it finds it by its address. */
export function register(catalogue: Catalogue): void {
  const { src } = document.currentScript as HTMLScriptElement;
  catalogues().set(src, catalogue);
}
