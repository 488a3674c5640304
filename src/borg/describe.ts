// The installed borg and the system that it runs on, asked when somebody wants to know.
import type { BorgReply } from "../../schemas/repositories.ts";
import type { Files } from "../ports/files.ts";
import type { Borg } from "./borg.ts";
import { describeBorg } from "./features.ts";

/** Creates the answer to "which borg is this, and what can it do". Fault `borg-missing`. */
export function createBorgDescription({
  borg,
  files,
}: {
  readonly borg: Pick<Borg, "version">;
  readonly files: Pick<Files, "info">;
}): { describe(): Promise<BorgReply> } {
  return {
    async describe() {
      const fuse = await files.info("/dev/fuse");
      const mountProblem = fuse
        ? null
        : "This system gives no /dev/fuse: load the fuse module, or give it to the container.";
      return describeBorg(await borg.version(), { mountProblem });
    },
  };
}
