import type { Options } from "yargs";

/** Options that were given, by name, among those that a plan is made from. */
export function planOptionsGiven(argv: object, options: Readonly<Record<string, Options>>): readonly string[] {
  const allowedWithResume = new Set(["resume", "json", "color", "boot-timeout", "time", "allow-remote", "yes"]);
  return Object.keys(options).filter((name) => {
    const value: unknown = Object.entries(argv).find(([key]) => key === name)?.[1];
    return value !== undefined && !allowedWithResume.has(name);
  });
}
