// The archives service over a throwaway place, with leases that anybody gets at once.
import { createArchives } from "../../src/archives/archives.ts";
import type { Archives } from "../../src/archives/contract.ts";
import { silentLog } from "../../src/ports/log.ts";
import { systemPorts } from "../../src/ports/ports.ts";
import type { BorgPlace } from "./borg.ts";

export interface OpenLeases {
  /** How many are held now. */
  held(): number;
}

export function createPlaceArchives({ borg, target }: Pick<BorgPlace, "borg" | "target">): {
  archives: Archives;
  leases: OpenLeases;
} {
  let held = 0;
  const archives = createArchives({
    borg,
    targets: { resolve: async () => target },
    leases: {
      async shared(_repositoryId, use) {
        held += 1;
        return use(new AbortController().signal).finally(() => {
          held -= 1;
        });
      },
    },
    ports: systemPorts(silentLog),
  });
  return { archives, leases: { held: () => held } };
}
