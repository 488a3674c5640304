// Where restored entries go: which of them, below which folder, under which names.
import { posix } from "node:path";
import type { RestoreOptions } from "../../../schemas/restores.ts";
import { longestSelectable } from "../../borg/selector.ts";
import { Fault } from "../../fault.ts";
import type { Files } from "../../ports/files.ts";
import { isWithin } from "../../ports/paths.ts";
import { typedRealPath } from "../../ports/typed-path.ts";
import { guardHomes, type IsGuarded } from "../guarded-homes.ts";
import { fromPublicPath, outermost, toBytes } from "../paths.ts";
import { partsOf } from "./names.ts";

/** A folder that may be written into, and the one in it below which everything goes. */
export interface Place {
  /** Real path of the root: what is above it is trusted, what is below it is not. */
  readonly root: string;
  /** From the root to the folder; empty where they are the same. */
  readonly base: readonly Buffer[];
}

export interface Destination {
  readonly place: Place;
  /** From the place's root. */
  readonly parts: readonly Buffer[];
}

export interface RestorePlan {
  /** What is taken out of the archive, none inside another, in the notation of listings; empty for everything. */
  readonly paths: readonly string[];
  /** As people see it. */
  readonly target: string;
  readonly places: readonly Place[];
  readonly warnings: readonly string[];
  /** Where an entry goes; null for one whose path leads nowhere below the target, and for a root itself. */
  destinationOf(path: Buffer): Destination | null;
}

export interface DestinationDependencies {
  readonly files: Pick<Files, "realPath">;
  /** RESTORE_ROOTS. */
  readonly roots: readonly string[];
  /** Folders that are never written into: the service's own, and repositories. */
  readonly forbidden: () => Promise<readonly string[]>;
  /** Homes whose names that begin with a dot are not written to; see guardHomes. */
  readonly guardedHomes?: readonly string[];
}

const hiddenName =
  "is a name in a home that begins with a dot: into those nothing is restored as long as RESTORE_ROOTS is not set";

/** Works it out. Fault `invalid-input` with all that is wrong. Real paths are compared, so that no link leads out of the roots. */
export async function planRestore(
  dependencies: DestinationDependencies,
  options: Pick<RestoreOptions, "paths" | "destination" | "layout">,
): Promise<RestorePlan> {
  const roots = await realRoots(dependencies);
  const paths = outermost(options.paths.map(chosenPath));
  const { destination } = options;
  const isGuarded = await guardHomes(dependencies.files, dependencies.guardedHomes ?? []);
  if (destination.type === "folder") {
    return guarded(
      await intoFolder(dependencies, roots, paths, destination.path, options.layout, isGuarded),
      isGuarded,
    );
  }
  if (options.layout === "stripped") {
    throw invalid({ "/layout": "is only for a folder as destination: at the original place, full paths are kept" });
  }
  const hidden = paths.flatMap((path, at) => (isGuarded(partsOf(toBytes(path)) ?? []) ? [`/paths/${at}`] : []));
  if (hidden.length > 0) throw invalid(Object.fromEntries(hidden.map((field) => [field, hiddenName])));
  return guarded(intoOriginal(roots, paths), isGuarded);
}

/** What would come to a guarded name goes nowhere. */
function guarded(plan: RestorePlan, isGuarded: IsGuarded): RestorePlan {
  return {
    ...plan,
    destinationOf(path) {
      const found = plan.destinationOf(path);
      return found && isGuarded([...rootParts(found.place.root), ...found.parts]) ? null : found;
    },
  };
}

function intoOriginal(roots: readonly string[], paths: readonly string[]): RestorePlan {
  const wanted = paths.length === 0 ? [""] : paths;
  const taken = wanted.map((path) => roots.flatMap((root) => shared(path, root.slice(1))));
  const outside = taken.flatMap((found, at) => (found.length === 0 ? [at] : []));
  if (outside.length > 0) {
    const wrong = `is outside the folders into which may be restored (RESTORE_ROOTS: ${roots.join(", ") || "none"})`;
    throw invalid(Object.fromEntries(outside.map((at) => [`/paths/${at}`, wrong])));
  }
  const everything = roots.includes("/");
  const chosen = outermost(taken.flat());
  const partly = !everything && wanted.some((path, at) => taken[at]?.[0] !== path);
  const places = roots.map((root) => ({ root, base: commonBase(root, everything ? paths : chosen) }));
  return {
    paths: everything ? paths : chosen,
    target: "/",
    places: places.filter(({ root }) => chosen.some((path) => isWithin(`/${path}`, root))),
    warnings: partly ? [`Only what is below ${roots.join(", ")} is restored: nothing else may be written.`] : [],
    destinationOf(path) {
      const parts = partsOf(path);
      if (parts === null) return null;
      const place = places.find(({ root }) => isBelow(parts, rootParts(root)));
      return place ? { place, parts: parts.slice(rootParts(place.root).length) } : null;
    },
  };
}

async function intoFolder(
  { files, forbidden }: DestinationDependencies,
  roots: readonly string[],
  paths: readonly string[],
  folder: string,
  layout: RestoreOptions["layout"],
  isGuarded: IsGuarded,
): Promise<RestorePlan> {
  const typed = posix.resolve("/", folder);
  const { problem } = await typedRealPath(files, typed);
  const target = problem === null ? await realTarget(files, typed) : typed;
  const root = roots.find((each) => isWithin(target, each));
  if (root === undefined) {
    throw invalid({
      "/destination/path": `is outside the folders into which may be restored (RESTORE_ROOTS: ${roots.join(", ") || "none"})`,
    });
  }
  if (problem !== null) throw invalid({ "/destination/path": problem });
  if ((await forbidden()).some((each) => isWithin(target, each))) {
    throw invalid({ "/destination/path": "is Borgdeck's own data folder, or a repository" });
  }
  if (isGuarded(rootParts(target))) throw invalid({ "/destination/path": hiddenName });
  if (layout === "stripped") refuseSameNames(paths);
  const place = { root, base: rootParts(target).slice(rootParts(root).length) };
  const dropped = layout === "stripped" ? droppedNames(paths) : () => 0;
  return {
    paths,
    target,
    places: [place],
    warnings: [],
    destinationOf(path) {
      const parts = partsOf(path);
      return parts && { place, parts: [...place.base, ...parts.slice(dropped(path))] };
    },
  };
}

/** The part of an archived path that lies below a root (both without slash in front): all of it, the root's, or nothing. */
function shared(path: string, root: string): string[] {
  if (isWithin(`/${path}`, `/${root}`)) return [path];
  return isWithin(`/${root}`, `/${path}`) ? [root] : [];
}

/** The folder that holds everything chosen below a root: that is where the staging folder is to be, on the same disk. */
function commonBase(root: string, paths: readonly string[]): Buffer[] {
  const prefix = rootParts(root);
  const below = paths
    .map((path) => partsOf(toBytes(path)))
    .flatMap((parts) => (parts && isBelow(parts, prefix) ? [parts.slice(prefix.length, -1)] : []));
  const [first = []] = below;
  const same = first.findIndex((part, at) => !below.every((parts) => parts[at]?.equals(part)));
  return same === -1 ? first : first.slice(0, same);
}

/** How many names are left out at the front of an archived path: those above the chosen one that it belongs to. */
function droppedNames(paths: readonly string[]): (path: Buffer) => number {
  const depths = new Map(paths.map((path) => [toBytes(path).toString("latin1"), path.split("/").length - 1]));
  return (path) => {
    const text = path.toString("latin1");
    for (let end = text.length; end > 0; end = text.lastIndexOf("/", end - 1)) {
      const depth = depths.get(text.slice(0, end));
      if (depth !== undefined) return depth;
    }
    return 0;
  };
}

function refuseSameNames(paths: readonly string[]): void {
  const names = paths.map((path) => path.slice(path.lastIndexOf("/") + 1));
  const twice = names.findIndex((name, at) => names.indexOf(name) !== at);
  if (twice === -1) return;
  throw invalid({ "/layout": "would put two of the chosen paths under one name: keep the full paths instead" });
}

function chosenPath(publicPath: string, at: number): string {
  if (publicPath.length > longestSelectable) {
    throw invalid({ [`/paths/${at}`]: "is longer than borg can be asked for: choose a folder above it" });
  }
  const path = fromPublicPath(publicPath);
  if (path === "" || partsOf(toBytes(path)) === null) {
    throw invalid({ [`/paths/${at}`]: "is no path in an archive; for the whole archive, leave the list empty" });
  }
  return path;
}

/** Real paths, none inside another. */
async function realRoots({ files, roots }: DestinationDependencies): Promise<string[]> {
  const real = await Promise.all(roots.map((root) => files.realPath(root)));
  const found = [...new Set(real.filter((root) => root !== null))];
  return found.filter((root) => !found.some((other) => other !== root && isWithin(root, other)));
}

/** The real path of what exists of it, with the rest behind it. */
async function realTarget(files: Pick<Files, "realPath">, path: string): Promise<string> {
  const real = await files.realPath(path);
  if (real !== null || path === "/") return real ?? path;
  return posix.join(await realTarget(files, posix.dirname(path)), posix.basename(path));
}

function rootParts(path: string): Buffer[] {
  return path.split("/").flatMap((part) => (part === "" ? [] : [Buffer.from(part)]));
}

function isBelow(parts: readonly Buffer[], prefix: readonly Buffer[]): boolean {
  return prefix.length < parts.length && prefix.every((part, at) => part.equals(parts[at] as Buffer));
}

function invalid(fields: Readonly<Record<string, string>>): Fault {
  return new Fault("invalid-input", "This cannot be restored so: some values are not valid.", { fields });
}
