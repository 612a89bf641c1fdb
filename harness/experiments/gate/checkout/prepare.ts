import { existsSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { shellWord } from "../../../command-line.ts";
import { BroadsideError } from "../../../errors.ts";
import type { Checkout } from "./checkout.ts";
import { runInVersion } from "./command.ts";
import { nodeDifference } from "./compare.ts";
import { provideDependencies, uninstalled, type Installing } from "./dependencies.ts";
import { generatingScript, scriptOf } from "./manifest.ts";
import { foldersDownTo, nearestWith, readProject } from "./project.ts";
import { giveIgnored, type Choices, type Missing } from "./settings.ts";

export type Preparation = Choices &
  Installing & {
    /** Command that builds, in a version, what git ignores. */
    readonly build: string | undefined;
    /** The script of the app and the folder that it starts in, in head. */
    readonly app: { readonly script: string; readonly cwd: string };
    readonly signal: AbortSignal;
    /** Told what takes a while, and what a version was given or lacks. */
    readonly note: (line: string) => void;
  };

/** A version that is checked out. */
export type Prepared = {
  /** The project first, then its submodules. */
  readonly checkouts: readonly Checkout[];
  readonly label: string;
  /** The working folder, in head and in the version. */
  readonly folder: { readonly own: string; readonly theirs: string };
};

/**
 * Makes a version what head is but for the change: it gets the machine's settings, dependencies that are its own (head's,
 * where both ask for the same), and what is built. Resolves to what it still lacks, as a sentence; empty where that is nothing.
 * @throws BroadsideError `gate-install`, `gate-build`, `bad-option`, or the signal's reason
 */
export async function prepare(version: Prepared, how: Preparation): Promise<string> {
  const { checkouts, label, folder } = version;
  const [whole] = checkouts;
  if (whole === undefined) return "";
  const unreadable: string[] = [];
  const onUnreadable = (path: string): void => void unreadable.push(relative(whole.own, path));
  const place = { checkouts, folder: folder.own, signal: how.signal, onUnreadable };
  const { isSame, copied, untracked, missing } = await giveIgnored(place, how);
  if (copied.length > 0) {
    how.note(`base also has the working folder's ${listed(copied)}, which git ignores; --leave-out omits them`);
  }
  if (untracked.length > 0) {
    how.note(
      `base also has the working folder's ${listed(untracked)}, which git does not track; --leave-out omits them`,
    );
  }
  const folders = projectFolders(whole, [folder.own, dirname(how.app.script), how.app.cwd]);
  const ranIn = commandFolder(whole, folder, how.app.script);
  const isWritten = how.build !== undefined;
  const generated = await provideDependencies(
    { ...version, whole, folders, commandFolder: ranIn, from: folder.own },
    { ...how, onUnreadable, isWritten },
  );
  if (unreadable.length > 0) how.note(`base lacks ${listed(unreadable)}, which you have no permission to read`);
  tellNode(whole, folders, how.note);
  if (generated.length > 0 && !isSame && how.build === undefined) {
    how.note(generatedSentence(generated, whole, relative(whole.theirs, ranIn)));
  }
  if (how.build !== undefined) {
    how.note(`building base: ${how.build}`);
    await runInVersion({ option: "build", command: how.build, isTyped: true, folder: ranIn, label }, how.signal);
  }
  const lacking = missing.filter(({ theirs }) => !existsSync(theirs));
  const lacks = sentence(lacking, whole, { label, from: folder.own });
  refuseWithoutApp(lacking, how.app.script, lacks);
  if (lacks !== "") how.note(lacks);
  return [lacks, uninstalled(whole, folders)].filter((each) => each !== "").join("\n  ");
}

const namedAtMost = 5;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, namedAtMost).map((name) => JSON.stringify(name).slice(1, -1));
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

/** Folders from the top of the project down to each of those named. */
function projectFolders({ own }: Checkout, named: readonly string[]): readonly string[] {
  const all = named.flatMap((folder) => foldersDownTo(own, folder));
  return [...new Set(["", ...all])].filter((folder) => !folder.split(sep).includes("node_modules"));
}

/** Where a command is run that is typed for the working folder: its package, or that of the app. */
function commandFolder({ own, theirs }: Checkout, folder: Prepared["folder"], script: string): string {
  const appFolder = join(theirs, relative(own, dirname(script)));
  return (
    nearestWith(theirs, folder.theirs, ["package.json"]) ?? nearestWith(theirs, appFolder, ["package.json"]) ?? theirs
  );
}

function tellNode({ own, theirs }: Checkout, folders: readonly string[], note: (line: string) => void): void {
  const [base, head] = [theirs, own].map((root) => readProject(root, folders, own));
  const differing = base === undefined || head === undefined ? null : nodeDifference({ base, head });
  if (differing === null) return;
  note(`base requires ${differing.base} and head ${differing.head}; both are measured on the same Node.js`);
}

/** What base runs with of head's own code, and how it gets its own. */
function generatedSentence(generated: readonly string[], { own, theirs }: Checkout, ranIn: string): string {
  const script = generatingScript(readProject(theirs, [ranIn], own).get(join(ranIn, "package.json")));
  const command = script === null ? "COMMAND" : `npm run ${script}`;
  return `base runs with the working folder's ${listed(generated.map((path) => relative(own, path)))}, which belongs to no installed package and seems generated: differences in it are not measured. To generate base's own: --build ${shellWord(command)}`;
}

/** What a version lacks, and the options that settle it. */
function sentence(
  missing: readonly Missing[],
  { own }: Checkout,
  { label, from }: { readonly label: string; readonly from: string },
): string {
  if (missing.length === 0) return "";
  const manifest = nearestWith(own, from, ["package.json"]) ?? own;
  const isBuilt = missing.some(({ role }) => role === "output");
  const script = scriptOf(readProject(manifest, [""], own).get("package.json"), "build");
  const build = isBuilt ? ` Build it there: --build '${script === null ? "COMMAND" : "npm run build"}'.` : "";
  const copied = missing.map(({ own: path }) => shellWord(relative(from, path)));
  const copy = `${isBuilt ? "To take the working folder's" : "To copy it"}: --copy ${copied.join(" ")}`;
  return `${label} lacks ${listed(missing.map(({ path }) => path))}, which git ignores but the working folder has.${build} ${copy}`;
}

function refuseWithoutApp(missing: readonly Missing[], script: string, lacks: string): void {
  const within = missing.find(({ own }) => script === own || script.startsWith(`${own}${sep}`));
  if (within === undefined) return;
  const [found = "", hint = ""] = lacks.split(/(?<=has\.) /);
  throw new BroadsideError("gate-build", `the app is in ${within.path}, but ${found}`, hint);
}
