import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Where a host's local socket of that name is. On Linux it is in the abstract namespace, which leaves no file behind
 * however its owner dies (unix(7)); elsewhere it is a file in the temporary directory.
 */
export function socketPath(name: string): string {
  return process.platform === "linux" ? `\0${name}` : join(tmpdir(), `${name}.sock`);
}
