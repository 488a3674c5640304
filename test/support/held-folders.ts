// Folders whose calls a test may come before: to change something at just that moment, or to have it fail.
import type { FolderHandle, OpenFolder } from "../../src/ports/directories.ts";

export interface HeldCall {
  readonly call: "openFolder" | "makeFolder" | "createFile" | "linkTo" | "moveTo" | "write" | "read" | "removeFolder";
  /** The name in the folder, as text; of linkTo and moveTo the new one. */
  readonly name: string;
  /** Where the folder was when it was opened. */
  readonly folder: string;
}

/** Opens folders as `open` does; `before` is awaited ahead of each call, and what it throws is thrown. */
export function heldFolders(open: OpenFolder, before: (call: HeldCall) => Promise<void> | void): OpenFolder {
  const wrap = async (handle: FolderHandle): Promise<FolderHandle> => {
    const folder = (await handle.path()).toString();
    const ahead = async (call: HeldCall["call"], name: Buffer) => before({ call, name: name.toString(), folder });
    return {
      ...handle,
      async openFolder(name) {
        await ahead("openFolder", name);
        return wrap(await handle.openFolder(name));
      },
      async makeFolder(name, mode) {
        await ahead("makeFolder", name);
        return handle.makeFolder(name, mode);
      },
      async createFile(name) {
        await ahead("createFile", name);
        const file = await handle.createFile(name);
        return {
          ...file,
          async write(chunk) {
            await ahead("write", name);
            return file.write(chunk);
          },
        };
      },
      async *read(name) {
        await ahead("read", name);
        for await (const chunk of handle.read(name)) {
          yield chunk;
          await ahead("read", name);
        }
      },
      async removeFolder(name) {
        await ahead("removeFolder", name);
        return handle.removeFolder(name);
      },
      async linkTo(name, to, newName) {
        await ahead("linkTo", newName);
        return handle.linkTo(name, to, newName);
      },
      async moveTo(name, to, newName) {
        await ahead("moveTo", newName);
        return handle.moveTo(name, to, newName);
      },
    };
  };
  return async (path) => wrap(await open(path));
}

/** An error of the system. */
export function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
