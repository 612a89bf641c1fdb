import type { Run } from "../../harness/model/index.ts";
import type { MachineName } from "./machines.ts";

/** What a step's command left behind. */
export type Left = {
  /** The case's folder, as the command found it. */
  readonly folder: string;
  readonly stdout: string;
  readonly stderr: string;
  /** Folder of the newest results below `results/`, or the `out` of the step; null when none was written. */
  readonly results: string | null;
  /** The saved run in that folder; rejects when there is none. */
  readonly run: () => Promise<Run>;
};

/**
 * How a command must end: with one of these exit codes; `measured`, which is 0, or 4 where the machine's own noise is
 * the only reason; or `passed`, for the gate: 0, or 3 where the data cannot say.
 */
export type Ending = number | readonly number[] | "measured" | "passed";

/** One command of a user, and what must come of it. */
export type Step = {
  /** Arguments of `broadside`, as typed. */
  readonly run: readonly string[];
  /** Folder below the case's where it is typed. */
  readonly in?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What the user changes first. */
  readonly change?: (folder: string) => void | Promise<void>;
  readonly ends: Ending;
  /** What must stand in what it printed, on either stream. Line breaks and indents count as one space. */
  readonly says?: readonly RegExp[];
  readonly neverSays?: readonly RegExp[];
  /** Folder of results that `run` names by `--out`, relative to the folder where it is typed. */
  readonly out?: string;
  /** What else must be true; throws when it is not. */
  readonly holds?: (left: Left) => void | Promise<void>;
};

/** A small app, repository or machine as it is met in the world: what is there, what is typed, and what must be said. */
export type WorldCase = {
  /** What the user meets, as the name of the test. */
  readonly title: string;
  /** Where the fact was reported in public, such as `owner/name#12`; absent where it was found with the program itself. */
  readonly source?: string;
  /** One of its kind that is quick: it runs in `npm test` as well. */
  readonly isRepresentative?: true;
  /** The machine it is met on; the one that runs the tests when absent. */
  readonly machine?: MachineName;
  /** Makes of the copied `app/` what the user has: a repository, installed packages. */
  readonly prepare?: (folder: string) => void | Promise<void>;
  readonly steps: readonly Step[];
};
