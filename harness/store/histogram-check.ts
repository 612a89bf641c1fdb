import { inflateSync } from "node:zlib";

/** What is said of a text that is none. */
export const histogramDamaged = "the histogram is damaged";

/** The form in which histograms are saved: HdrHistogram's V2 encoding, compressed, in base64. */
const compressedCookie = 0x1c_84_93_14;
const cookie = 0x1c_84_93_13;
const compressedHeaderBytes = 8;
const headerBytes = 40;
/** Largest of three digits: 2^53 µs, each of its 45,000 counts in nine bytes. */
const mostBytes = 512 * 1024;
/** More take memory by the power of ten. */
const digits = 3;

/**
 * Whether a text is a saved histogram, as far as can be told without reading its counts. What claims to be one may be
 * made to inflate to gigabytes: it is not followed there.
 */
export function isHistogram(text: string): boolean {
  const compressed = Buffer.from(text, "base64");
  if (compressed.length < compressedHeaderBytes || compressed.readUInt32BE(0) !== compressedCookie) return false;
  const end = compressedHeaderBytes + compressed.readUInt32BE(4);
  try {
    const plain = inflateSync(compressed.subarray(compressedHeaderBytes, end), { maxOutputLength: mostBytes });
    return plain.length >= headerBytes && plain.readUInt32BE(0) === cookie && plain.readUInt32BE(12) <= digits;
  } catch {
    return false;
  }
}
