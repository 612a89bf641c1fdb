/** Lines of the app's own output, as a failure's message has them below its first line. */
const ownLine = /^ {4}(?=\S)/;

/**
 * A failure's message in one sentence. Of what the app printed before it ended its last words, which mostly say why;
 * the rest is kept in the run.
 */
export function firstSentence(message: string): string {
  const [line = "", ...printed] = message.split("\n");
  const words = line.endsWith(", after printing:") ? printed.findLast((one) => ownLine.test(one))?.trim() : undefined;
  const told = line.replace(
    /(?:, after printing|; it printed|; the app printed|; it last printed|; the last that it printed)?:$|\.$/,
    "",
  );
  return words === undefined ? `${told}.` : `${told}: ${words.replace(/\.$/, "")}.`;
}
