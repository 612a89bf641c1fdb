/** How much of what is printed is kept, in characters: the first error of many may explain the others. */
const headKept = 8_000;
const tailKept = 24_000;

/** The beginning and the end of what some processes have printed, both streams together. */
export type KeptOutput = { readonly add: (chunk: Buffer) => void; readonly text: () => string };

export function keepOutput(): KeptOutput {
  let head = "";
  let tail = "";
  return {
    add: (chunk) => {
      const text = chunk.toString("utf8");
      const room = headKept - head.length;
      head += text.slice(0, room);
      tail = (tail + text.slice(room)).slice(-tailKept);
    },
    text: () => (tail.length < tailKept ? head + tail : `${head}\n${tail}`),
  };
}
