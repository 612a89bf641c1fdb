import { brotliDecompress, gunzip, inflate, zstdDecompress } from "node:zlib";

/** A small body may be made to inflate to any size. */
const maxOutputLength = 64 * 1024 * 1024;

type Limit = { readonly maxOutputLength: number };

type Decode = (body: Buffer, options: Limit) => Promise<Buffer>;

function promised(
  decode: (body: Buffer, options: Limit, done: (error: Error | null, decoded: Buffer) => void) => void,
): Decode {
  return (body, options) => {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    decode(body, options, (error, decoded) => (error === null ? resolve(decoded) : reject(error)));
    return promise;
  };
}

const decoders = new Map<string, Decode>([
  ["gzip", promised(gunzip)],
  ["x-gzip", promised(gunzip)],
  ["deflate", promised(inflate)],
  ["br", promised(brotliDecompress)],
  ["zstd", promised(zstdDecompress)],
]);

/** A body as its sender meant it; as it came where its encoding is unknown, or is not what it says. */
export async function decodedBody(
  body: Buffer,
  encoding: string | null,
): Promise<{ readonly body: Buffer; readonly isPlain: boolean }> {
  const named = encoding?.trim().toLowerCase() ?? "";
  if (named === "" || named === "identity") return { body, isPlain: true };
  const decode = decoders.get(named);
  const decoded = decode === undefined ? null : await decode(body, { maxOutputLength }).catch(() => null);
  return { body: decoded ?? body, isPlain: false };
}
