// Where a path may be cut. Part of the data client.
import { safeText } from "./format.ts";

const tailLength = 24;

/** A path, odd characters made visible, as what gives way first and what stays: its file name, or the end of that. */
export function pathParts(path: string): readonly [head: string, tail: string] {
  const characters = [...safeText(path)];
  const name = characters.length - 1 - characters.lastIndexOf("/");
  const cut = Math.max(0, characters.length - Math.min(Math.max(name + 1, 8), tailLength));
  return [characters.slice(0, cut).join(""), characters.slice(cut).join("")];
}
