/** Bytes of a body that a message quotes, at most. */
const excerptBytes = 100;

const nothing = Buffer.alloc(0);

/**
 * What is kept of a body while it arrives: whether the bytes that are looked for are in it, and its beginning. The memory
 * does not grow with the body, so that a download of any size may be measured.
 */
export type Body = {
  /** Forgets the last body. `needle` is what is looked for in the next; null for nothing. */
  begin(needle: Buffer | null): void;
  /** Quotes the beginning of a body only where `isQuoted`, which costs a copy. */
  add(chunk: Buffer, isQuoted: boolean): void;
  /** True also when nothing is looked for. */
  isFound(): boolean;
  /** Bytes that have come. */
  size(): number;
  excerpt(): string;
};

export function createBody(): Body {
  let needle: Buffer | null = null;
  let isFound = true;
  /** The end of what came before, as far as the needle may have begun there. */
  let tail: Buffer = nothing;
  let beginning: Buffer = nothing;
  let size = 0;

  function search(wanted: Buffer, chunk: Buffer): void {
    const overlap = wanted.length - 1;
    const border = tail.length === 0 ? nothing : Buffer.concat([tail, chunk.subarray(0, overlap)]);
    isFound = border.includes(wanted) || chunk.includes(wanted);
    if (isFound || overlap === 0) return;
    // A copy: a view would keep the whole chunk.
    tail = Buffer.from(chunk.length >= overlap ? chunk.subarray(-overlap) : joined(tail, chunk).subarray(-overlap));
  }

  return {
    begin(next) {
      needle = next;
      isFound = next === null || next.length === 0;
      tail = nothing;
      beginning = nothing;
      size = 0;
    },
    add(chunk, isQuoted) {
      size += chunk.length;
      if (isQuoted && beginning.length < excerptBytes) {
        beginning = joined(beginning, chunk.subarray(0, excerptBytes - beginning.length));
      }
      if (needle !== null && !isFound) search(needle, chunk);
    },
    isFound: () => isFound,
    size: () => size,
    excerpt: () => beginning.toString(),
  };
}

function joined(first: Buffer, second: Buffer): Buffer {
  return Buffer.concat([first, second]);
}
