// The logs of jobs that have ended, compressed on disk.
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { JobLogReply, LogLine } from "../../schemas/jobs.ts";
import type { Files } from "../ports/files.ts";

export interface LogStore {
  save(jobId: string, log: JobLogReply): Promise<void>;
  /** The saved log; null where there is none. */
  read(jobId: string): Promise<JobLogReply | null>;
  /** Removes the oldest logs beyond `keep`. */
  trim(keep: number): Promise<void>;
}

/** Logs as JSON lines, gzipped: logs/<job>.jsonl.gz. */
export function createLogStore(files: Files, logsDir: string): LogStore {
  const pathOf = (jobId: string) => join(logsDir, `${jobId}.jsonl.gz`);
  return {
    async save(jobId, log) {
      const text = [{ truncated: log.truncated }, ...log.lines].map((line) => JSON.stringify(line)).join("\n");
      await files.writeDurable(pathOf(jobId), await promisify(gzip)(text));
    },
    async read(jobId) {
      const info = await files.info(pathOf(jobId));
      if (!info) return null;
      const packed = await files.readRange(pathOf(jobId), 0, info.sizeBytes);
      const [head, ...lines] = (await promisify(gunzip)(packed)).toString("utf8").split("\n");
      return {
        truncated: (JSON.parse(head ?? "{}") as { truncated?: boolean }).truncated === true,
        lines: lines.map((line) => JSON.parse(line) as LogLine),
      };
    },
    async trim(keep) {
      const entries = await files.list(logsDir);
      if (entries.length <= keep) return;
      const dated = await Promise.all(
        entries.map(async ({ name }) => ({ name, at: (await files.info(join(logsDir, name)))?.modifiedAtMs ?? 0 })),
      );
      const surplus = dated.sort((a, b) => a.at - b.at).slice(0, entries.length - keep);
      for (const { name } of surplus) await files.remove(join(logsDir, name));
    },
  };
}
