/** What may be named instead of what is unknown, as a hint. */
export function known(names: readonly string[]): string {
  return `Known: ${names.join(", ")}.`;
}
