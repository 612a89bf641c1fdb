/** Where an error was thrown, as the first line that Node.js prints of it: the file and the line. Empty where it is not told. */
export function placeOf(stack: string): string {
  const [, place = ""] = /^\s+at (?:.*?[ (])??((?:file:\/\/)?\/[^()\n]+:\d+):\d+\)?$/m.exec(stack) ?? [];
  return place;
}
