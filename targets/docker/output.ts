const headerBytes = 8;

/**
 * Takes apart what a container prints: frames of a header, whose last four bytes are a length, and the output itself
 * (Engine API, "Attach to a container", stream format). Both of its streams together, as they come.
 */
export function outputReader(receive: (chunk: Buffer) => void): (chunk: Buffer) => void {
  let pending = Buffer.alloc(0);
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= headerBytes) {
      const end = headerBytes + pending.readUInt32BE(headerBytes - 4);
      if (pending.length < end) return;
      receive(pending.subarray(headerBytes, end));
      pending = pending.subarray(end);
    }
  };
}
