// Where secrets are kept: encrypted, each bound to its record and its purpose.
import type { VaultRecord } from "../../schemas/vault.ts";
import { Fault, isFault } from "../fault.ts";
import type { Random } from "../ports/random.ts";
import { keyIdOf, seal, unseal } from "./envelope.ts";
import type { Keyring } from "./keyring.ts";

export interface Vault {
  /** Stores a secret, replacing one of the same id. Resolves when durable. */
  put(id: string, purpose: string, secret: string): Promise<void>;
  /** Fault `not-found` where there is none, `secret-unreadable` where it cannot be decrypted under this id and purpose. */
  get(id: string, purpose: string): string;
  has(id: string): boolean;
  /** Nothing happens where there is none. */
  remove(id: string): Promise<void>;
}

export interface VaultDependencies {
  readonly collection: {
    get(id: string): VaultRecord | undefined;
    list(): readonly VaultRecord[];
    insert(record: Omit<VaultRecord, "revision">): Promise<VaultRecord>;
    update(id: string, change: (record: VaultRecord) => Omit<VaultRecord, "revision">): Promise<VaultRecord>;
    remove(id: string): Promise<void>;
  };
  readonly keyring: Keyring;
  readonly random: Pick<Random, "bytes">;
}

/** Creates the vault. Fault `secret-unreadable` where its secrets were encrypted with another master key. */
export function createVault({ collection, keyring, random }: VaultDependencies): Vault {
  if (collection.list().some(({ envelope }) => keyIdOf(envelope) !== keyring.keyId)) {
    throw new Fault(
      "secret-unreadable",
      "The stored secrets were encrypted with another key: set SECRET_KEY, or put .secret_key back into DATA_DIR, as it was before. To change the key, start once with the one before as SECRET_KEY_PREVIOUS",
    );
  }
  const keyFor = (purpose: string) => vaultKey(keyring, purpose);
  const sealed = (id: string, purpose: string, secret: string) => ({
    id,
    purpose,
    envelope: seal({
      keyId: keyring.keyId,
      key: keyFor(purpose),
      iv: random.bytes(12),
      context: contextOf(id, purpose),
      secret,
    }),
  });

  return {
    async put(id, purpose, secret) {
      const record = sealed(id, purpose, secret);
      if (collection.get(id)) await collection.update(id, () => record);
      else await collection.insert(record);
    },
    get(id, purpose) {
      const record = collection.get(id);
      if (!record) throw new Fault("not-found", "There is no such secret");
      const secret = unseal(record.envelope, keyFor(purpose), contextOf(id, purpose));
      if (secret === null)
        throw new Fault("secret-unreadable", "A stored secret cannot be decrypted: its record was changed");
      return secret;
    },
    has: (id) => collection.get(id) !== undefined,
    async remove(id) {
      await collection.remove(id).catch((error) => {
        if (!isFault(error, "not-found")) throw error;
      });
    },
  };
}

/** The key that secrets of a purpose are encrypted with. */
export function vaultKey(keyring: Keyring, purpose: string): Buffer {
  return keyring.derive(`vault/${purpose}`);
}

/** What a secret is bound to: moved to another record or purpose it does not open. */
export function contextOf(id: string, purpose: string): string {
  return `borgdeck:vault:${purpose}:${id}`;
}
