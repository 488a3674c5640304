// Secrets at rest: what the vault keeps of each, always encrypted.
import Type from "typebox";
import { closed } from "./common.ts";

/** What a secret is for, such as `repository.passphrase`. Each purpose has a key of its own. */
export const SecretPurpose = Type.String({ pattern: "^[a-z]+([.-][a-z]+)*$", maxLength: 60 });

/** `envelope` is `v1.<key id>.<iv>.<ciphertext and tag>`, the last two base64url; it opens only under this id and purpose. */
export const VaultRecord = Type.Object(
  {
    id: Type.String({ pattern: "^[a-z0-9][a-z0-9._/-]{0,99}$" }),
    revision: Type.Integer({ minimum: 1 }),
    purpose: SecretPurpose,
    envelope: Type.String({
      pattern: "^v1\\.[0-9a-f]{8}\\.[A-Za-z0-9_-]{16}\\.[A-Za-z0-9_-]{22,}$",
      maxLength: 100_000,
    }),
  },
  closed,
);
export type VaultRecord = Type.Static<typeof VaultRecord>;
