// The password pepper: a random secret of its own in the vault, so that rotating the key loses no password.
import { Fault } from "../../fault.ts";
import type { Random } from "../../ports/random.ts";

const id = "password-pepper";
const purpose = "password.pepper";

export interface PepperDependencies {
  readonly vault: {
    has(id: string): boolean;
    get(id: string, purpose: string): string;
    put(id: string, purpose: string, secret: string): Promise<void>;
  };
  readonly random: Random;
  /** Users as stored: while one has a password, a missing pepper is damage and not a first start. */
  readonly users: { list(): readonly { readonly password: unknown }[] };
}

/** Reads the pepper, or makes it at the first start. Throws Fault `secret-unreadable` where it was lost. */
export async function openPepper({ vault, random, users }: PepperDependencies): Promise<Buffer> {
  if (!vault.has(id)) {
    if (users.list().some((user) => user.password !== null)) {
      throw new Fault(
        "secret-unreadable",
        "The password pepper is not in store/vault.json, so no password can be checked. Restore vault.json from a snapshot.",
      );
    }
    await vault.put(id, purpose, random.bytes(32).toString("base64"));
  }
  return Buffer.from(vault.get(id, purpose), "base64");
}
