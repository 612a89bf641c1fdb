import type { Environment } from "./environment.ts";

/** What is saved of every measurement, whatever it measures. `docs/run-json.md` says what the fields mean. */
export type Saved<Name extends string, Version extends number> = {
  readonly schema: Name;
  readonly version: Version;
  readonly toolVersion: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Set when nothing is left to be measured. */
  readonly finishedAt: string | null;
  /** How the program was called: `broadside`, the path of a clone's command, or npm's script, `npm run bench --` or `npm --prefix … run bench --`. */
  readonly program: string;
  /** The command line, as typed after the program's name. */
  readonly command: readonly string[];
  readonly environment: Environment;
};

export const runFileName = "run.json";

/** Whether a file of this name holds what is measured: each kind has its own, such as `capacity-run.json`; a folder holds one. */
export function isSavedName(name: string): boolean {
  return /(?:^|-)run\.json$/.test(name);
}
