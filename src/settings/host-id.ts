// settings/ holds what is set at run time, by people or by the installation itself.
import type { SettingsRecord } from "../../schemas/settings.ts";
import { newId, type Random } from "../ports/random.ts";

interface SettingsCollection {
  get(id: string): SettingsRecord | undefined;
  insert(record: Omit<SettingsRecord, "revision">): Promise<SettingsRecord>;
}

const group = "installation";

/**
 * The name of this installation in borg's locks. It is made once and stays: borg clears a stale lock only of a host
 * that it recognises (BORG_HOST_ID, borg documentation "Environment variables"). While the store is read-only it serves for
 * this process alone.
 */
export async function hostIdOf(settings: SettingsCollection, random: Random, canWrite: boolean): Promise<string> {
  const stored = settings.get(group)?.value["hostId"];
  if (typeof stored === "string") return stored;
  const hostId = `borgdeck-${newId(random)}`;
  if (canWrite) await settings.insert({ id: group, value: { hostId } });
  return hostId;
}
