// What a local repository's own configuration says, read from its file: borg asks for an exclusive lock to tell it.
import type { Files } from "../../ports/files.ts";

export interface RepositoryConfig {
  readonly appendOnly: boolean;
  readonly quotaBytes: number | null;
  /** borg's id of it, 64 hexadecimal digits; null where there is none. A copy has the same. */
  readonly id: string | null;
}

const longestBytes = 64 * 1024; // it holds the key as well, of less than two kilobytes

/** Null where there is no such file, or none that can be read, or it is none of borg's. */
export async function readRepositoryConfig(
  files: Pick<Files, "readRange">,
  location: string,
): Promise<RepositoryConfig | null> {
  const data = await files.readRange(`${location}/config`, 0, longestBytes).catch(() => null);
  const text = data?.toString("utf8") ?? "";
  if (!/^\[repository\]$/m.test(text)) return null;
  const value = (name: string) => new RegExp(`^${name}\\s*[=:]\\s*(.*?)\\s*$`, "m").exec(text)?.[1] ?? "";
  return {
    appendOnly: /^(?:1|yes|true|on)$/i.test(value("append_only")),
    quotaBytes: sizeOf(value("storage_quota")),
    id: /^[0-9a-f]{64}$/i.test(value("id")) ? value("id").toLowerCase() : null,
  };
}

/** Sizes as borg takes them: `500`, `1.5G`, in powers of thousand. Zero is none. */
function sizeOf(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)([KMGTP]?)$/i.exec(text);
  if (!match) return null;
  const bytes = Math.trunc(
    Number(match[1]) * 1000 ** ["", "K", "M", "G", "T", "P"].indexOf((match[2] ?? "").toUpperCase()),
  );
  return bytes > 0 ? bytes : null;
}
