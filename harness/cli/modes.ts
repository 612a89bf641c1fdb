import { BroadsideError } from "../errors.ts";
import { list } from "../units.ts";

/** A way to call a command in which others of its options say nothing, since something else says what they would. */
type Mode = {
  readonly excludes: (name: string) => boolean;
  /** Why, as a sentence, and what there is to do instead. */
  readonly why: string;
};

/** What goes with `--resume`: the plan is that of the saved run. */
const besideResume: ReadonlySet<string> = new Set([
  "resume",
  "json",
  "color",
  "boot-timeout",
  "time",
  "allow-remote",
  "yes",
]);

const ofVersions: ReadonlySet<string> = new Set([
  "base",
  "head",
  "install",
  "build",
  "copy",
  "leave-out",
  "strategy",
  "workers",
  "connections",
  "generators",
  "timeout",
  "warmup",
  "metrics",
  "require",
  "canary",
  "any-answer",
  "exact-answer",
  "cpus",
  "memory",
  "image",
]);

const ofOtherLoads: ReadonlySet<string> = new Set(["connections", "load", "arrivals", "until-resolved", "canary"]);

/** By the option that begins each. */
const modes = {
  against: {
    excludes: (name) => ofVersions.has(name),
    why: "A stored baseline replaces the version to compare with, and fixes the strategies and the load; for others, measure with run and store the result with baseline save.",
  },
  sweep: {
    excludes: (name) => ofOtherLoads.has(name),
    why: "A sweep uses closed loads and chooses their connections itself, 1, 4 and 16 per worker: fewer --workers make fewer.",
  },
  resume: {
    excludes: (name) => !besideResume.has(name),
    why: "Resuming continues with the saved plan: drop the option, or start again.",
  },
} as const satisfies Readonly<Record<string, Mode>>;

export type ModeName = keyof typeof modes;

export const modeNames: readonly ModeName[] = ["against", "sweep", "resume"];

export function isExcluded(mode: ModeName, name: string): boolean {
  return modes[mode].excludes(name);
}

/** Why a mode goes without some options, as sentences. */
export function exclusion(mode: ModeName, names: readonly string[]): string {
  return `--${mode} excludes ${list(names.map((name) => `--${name}`))}. ${modes[mode].why}`;
}

/** @throws BroadsideError `usage` for an option that was given and that a mode excludes */
export function refuseExcluded(mode: ModeName, argv: object): void {
  const given: readonly (readonly [string, unknown])[] = Object.entries(argv);
  const [stray] = given.find(([name, value]) => value !== undefined && isExcluded(mode, name)) ?? [];
  if (stray === undefined) return;
  throw new BroadsideError("usage", `--${mode} and --${stray} exclude each other`, modes[mode].why);
}
