import assert from "node:assert/strict";
import { test } from "node:test";
import { outputReader } from "../../../targets/docker/output.ts";

function frame(stream: number, text: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

test("what a container prints is the same however its frames are cut", () => {
  const whole = Buffer.concat([frame(1, "to the one\n"), frame(2, ""), frame(2, "to the other: \u2713\n")]);
  for (let length = 1; length <= whole.length; length += 1) {
    const received: Buffer[] = [];
    const read = outputReader((chunk) => void received.push(chunk));
    for (let at = 0; at < whole.length; at += length) read(whole.subarray(at, at + length));
    assert.equal(Buffer.concat(received).toString(), "to the one\nto the other: \u2713\n", `${length} bytes at a time`);
  }
});
