/** First in, first out: at the same cost however many wait, which neither an array's shift nor a Set with its gaps has. */
export type Queue<Item> = {
  push(item: Item): void;
  /** Takes out what has waited longest. */
  take(): Item | undefined;
};

export function createQueue<Item>(): Queue<Item> {
  let entering: Item[] = [];
  /** The oldest is last. */
  let leaving: Item[] = [];
  return {
    push: (item) => void entering.push(item),
    take() {
      if (leaving.length === 0) [entering, leaving] = [leaving, entering.toReversed()];
      return leaving.pop();
    },
  };
}
