/**
 * A whole number from 0 to `most` in an environment variable, or `fallback` when it is not set.
 * Ends the process with a sentence when it is set to anything else.
 */
export function integerVariable(name: string, fallback: number, most: number): number {
  const given = process.env[name];
  if (given === undefined || given === "") return fallback;
  const value = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
  if (value <= most) return value;
  process.stderr.write(`${name} is "${given}". Set it to a whole number from 0 to ${most}.\n`);
  process.exit(1);
}
