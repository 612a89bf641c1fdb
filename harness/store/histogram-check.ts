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
/** Rather more counts than there are of three digits from 1 to 2^53. */
const mostCounts = 65_536;

/**
 * Whether the payload holds no more counts than a histogram has. A number of it is seven bits a byte, eight in a ninth; an
 * odd one stands for (n + 1) / 2 counts of zero, and whoever decodes goes through as many.
 */
function isCountable(payload: Buffer): boolean {
  let counts = 0;
  let position = 0;
  while (position < payload.length && counts <= mostCounts) {
    let number = 0;
    for (let bytes = 0; bytes < 9; bytes += 1) {
      const byte = payload[position + bytes];
      if (byte === undefined) return false;
      const isLast = bytes === 8 || byte < 0x80;
      number += (bytes === 8 ? byte : byte & 0x7f) * 2 ** (7 * bytes);
      if (!isLast) continue;
      position += bytes + 1;
      break;
    }
    counts += number % 2 === 1 ? (number + 1) / 2 : 1;
  }
  return counts <= mostCounts;
}

/** Whether what a header says is what is saved: V2, of so many digits, from 1 µs, with a payload that is there. */
function isHeader(plain: Buffer): boolean {
  return (
    plain.length >= headerBytes &&
    plain.readUInt32BE(0) === cookie &&
    plain.readUInt32BE(4) <= plain.length - headerBytes &&
    plain.readUInt32BE(12) <= digits &&
    plain.readBigInt64BE(16) === 1n
  );
}

/**
 * Whether a text is a saved histogram. What claims to be one may be made to inflate to gigabytes, or to take whoever
 * decodes it minutes, by a length, a unit or a number of zeros: it is not followed there.
 */
export function isHistogram(text: string): boolean {
  const compressed = Buffer.from(text, "base64");
  if (compressed.length < compressedHeaderBytes || compressed.readUInt32BE(0) !== compressedCookie) return false;
  const end = compressedHeaderBytes + compressed.readUInt32BE(4);
  if (end > compressed.length) return false;
  try {
    const plain = inflateSync(compressed.subarray(compressedHeaderBytes, end), { maxOutputLength: mostBytes });
    return isHeader(plain) && isCountable(plain.subarray(headerBytes, headerBytes + plain.readUInt32BE(4)));
  } catch {
    return false;
  }
}
