import { readPackageJson, type PackageJson } from "../package-json.ts";
import { join } from "node:path";

export type Variables = Readonly<Record<string, string>>;

/** A file of variables: the folder that it is named from, and what Node.js takes of its text. */
export type EnvFile = {
  readonly folder: string;
  readonly name: string;
  readonly text: string;
  readonly values: Variables;
};

/** Where a command of a start script would run, and what has become of the script until there. */
export type Place = {
  /** Absolute path of the folder. */
  readonly folder: string;
  readonly env: Variables;
  /** Files of variables that Node.js reads, and which do not win over the environment; the last wins. */
  readonly envFiles: readonly EnvFile[];
  /** Options of Node.js that wrappers of the command add. */
  readonly nodeArgs: readonly string[];
  /** What is done otherwise than the script does it, each as the end of a sentence. */
  readonly notes: readonly string[];
  /** Commands that would have run before, as one types them: what they build must be there. */
  readonly skipped: readonly string[];
  /** The command lines that led here, the start script first. */
  readonly trail: readonly string[];
  /** The scripts that led here, each by its folder and name: one that comes again goes in a circle. */
  readonly scripts: readonly string[];
};

/** What a command comes to: another command, as words or as a line for a shell, or a script for Node.js. */
export type Next =
  | { readonly kind: "words"; readonly words: readonly string[]; readonly at: Place }
  | { readonly kind: "line"; readonly line: string; readonly args: readonly string[]; readonly at: Place }
  | Launch;

/** A script of Node.js, which may not be there: it is absolute all the same, as far as its name goes. */
export type Launch = {
  readonly kind: "script";
  readonly script: string;
  readonly isThere: boolean;
  readonly args: readonly string[];
  readonly at: Place;
};

/** What a program of a start script does: takes the words after its name. */
export type Rule = (rest: readonly string[], at: Place) => Next;

type UnfollowedDetails = { readonly remedy?: string; readonly beside?: readonly string[] };

/** A start script that cannot be followed; the message goes on "its start script is …, ". */
export class Unfollowed extends Error {
  readonly at: Place;
  /** What to do, where it is something else than to name the script. */
  readonly remedy: string | undefined;
  /** Command lines that are started side by side: the script of one is to be named. */
  readonly beside: readonly string[];

  constructor(at: Place, found: string, { remedy, beside = [] }: UnfollowedDetails = {}) {
    super(found);
    this.name = "Unfollowed";
    this.at = at;
    this.remedy = remedy;
    this.beside = beside;
  }
}

export function words(all: readonly string[], at: Place): Next {
  return { kind: "words", words: all, at };
}

export function withNote(at: Place, note: string): Place {
  return { ...at, notes: [...at.notes, note] };
}

export function withSkipped(at: Place, skipped: string, note: string): Place {
  return withNote({ ...at, skipped: [...at.skipped, skipped] }, note);
}

/** Variables of a wrapper hold for what it starts, and give way to those that are nearer to it. */
export function withEnv(at: Place, env: Variables): Place {
  return { ...at, env: { ...at.env, ...env } };
}

/** The package.json of a folder; null where there is none that can be read. */
export function manifestIn(folder: string): PackageJson | null {
  try {
    return readPackageJson(join(folder, "package.json"));
  } catch {
    return null;
  }
}
