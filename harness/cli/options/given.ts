import type { Options } from "yargs";
import { isExcluded } from "../modes.ts";

/** Options that were given, by name, among those that a plan is made from. */
export function planOptionsGiven(argv: object, options: Readonly<Record<string, Options>>): readonly string[] {
  return Object.keys(options).filter((name) => {
    const value: unknown = Object.entries(argv).find(([key]) => key === name)?.[1];
    return value !== undefined && isExcluded("resume", name);
  });
}
