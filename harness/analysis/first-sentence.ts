/** A failure's message without the app's own output, which takes lines of its own and is kept in the run. */
export function firstSentence(message: string): string {
  const [line = ""] = message.split("\n", 1);
  return `${line.replace(/(?:, after printing|; it printed)?:$|\.$/, "")}.`;
}
