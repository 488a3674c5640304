// Owner, mode and time, as far as the system lets them be set.
import { type Attributes, ownUser, systemCode } from "../../ports/directories.ts";
import type { SetAttributes } from "./unpack.ts";

/** Whether this process may give files to others. */
export function maySetOwners(): boolean {
  return ownUser().uid === 0;
}

/** Without the owner, set-user-id bits are left out as well: they would give the rights of somebody else. */
export function createAttributeSetter(onOwnerLost: () => void): SetAttributes {
  return async (set, attributes) => {
    try {
      await set(attributes);
    } catch (error) {
      const code = systemCode(error);
      if (attributes.owner === null || (code !== "EPERM" && code !== "EINVAL")) throw error;
      onOwnerLost();
      await set(withoutOwner(attributes));
    }
  };
}

function withoutOwner({ mode, modifiedAtUs }: Attributes): Attributes {
  return { mode: mode === null ? null : mode & 0o1777, owner: null, modifiedAtUs };
}
