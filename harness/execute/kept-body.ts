import { createHash } from "node:crypto";
import { decodedBody } from "./decoded-body.ts";

/** A body that is kept while it arrives: of a long one the beginning, and the digest of the whole. */
export type KeptBody = {
  readonly add: (chunk: Buffer) => void;
  /**
   * What is meant: decompressed, where it came in a content encoding. `isPlain` where it is what came over the wire, to
   * the byte.
   */
  readonly meant: (contentEncoding: string | null) => Promise<{ readonly body: Buffer; readonly isPlain: boolean }>;
};

export function keepBody(mostBytes: number): KeptBody {
  const hash = createHash("sha256");
  const kept: Buffer[] = [];
  let bytes = 0;
  return {
    add(chunk) {
      hash.update(chunk);
      if (bytes < mostBytes) kept.push(chunk.subarray(0, mostBytes - bytes));
      bytes += chunk.length;
    },
    async meant(contentEncoding) {
      if (bytes <= mostBytes) return decodedBody(Buffer.concat(kept), contentEncoding);
      const rest = Buffer.from(`… ${bytes} bytes in all, SHA-256 ${hash.digest("hex")}`);
      return { body: Buffer.concat([...kept, rest]), isPlain: false };
    },
  };
}
