// The installed borg and the system that it runs on, asked when somebody wants to know.
import type { BorgReply } from "../../schemas/repositories.ts";
import type { Borg } from "./borg.ts";
import { describeBorg } from "./features.ts";
import type { MountSupport } from "./mount-support.ts";

/** Creates the answer to "which borg is this, and what can it do". Fault `borg-missing`. */
export function createBorgDescription({
  borg,
  mountSupport,
}: {
  readonly borg: Pick<Borg, "version">;
  readonly mountSupport: MountSupport;
}): { describe(): Promise<BorgReply> } {
  return {
    async describe() {
      return describeBorg(await borg.version(), { mountProblem: await mountSupport.problem() });
    },
  };
}
