import { capacity } from "./capacity/index.ts";
import { gate } from "./gate/index.ts";
import type { Kind } from "./kind.ts";
import { map } from "./map/index.ts";
import { run } from "./run/index.ts";

/** The kind of what is typed without a command. */
export const defaultKind = run;

/**
 * Every kind of experiment. To add one: write its folder, and add it here. Of what is saved the first that knows it makes
 * the reports: what a gate saves is a run too.
 */
export const experiments: readonly Kind[] = [capacity, map, gate, run];
