// Encrypting what is stored under another key.
import type { VaultRecord } from "../../schemas/vault.ts";
import type { Random } from "../ports/random.ts";
import { keyIdOf, seal, unseal } from "./envelope.ts";
import type { Keyring } from "./keyring.ts";
import { contextOf, vaultKey } from "./vault.ts";

/** Null where none of the keys opens the record. One that is under the new key already is returned as it is. */
export type Reseal = (record: VaultRecord) => VaultRecord | null;

export interface ResealDependencies {
  readonly from: readonly Keyring[];
  readonly to: Keyring;
  readonly random: Pick<Random, "bytes">;
}

/** Creates it. */
export function createReseal({ from, to, random }: ResealDependencies): Reseal {
  return (record) => {
    const { id, purpose, envelope } = record;
    if (keyIdOf(envelope) === to.keyId) return record;
    const context = contextOf(id, purpose);
    for (const keyring of from.filter(({ keyId }) => keyId === keyIdOf(envelope))) {
      const secret = unseal(envelope, vaultKey(keyring, purpose), context);
      if (secret === null) continue;
      const sealed = seal({ keyId: to.keyId, key: vaultKey(to, purpose), iv: random.bytes(12), context, secret });
      return { ...record, revision: record.revision + 1, envelope: sealed };
    }
    return null;
  };
}
