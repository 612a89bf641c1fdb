import type { Scenario } from "../harness/model/index.ts";
import { sampleApp } from "./sample-app.ts";
import { standard } from "./standard.ts";

export const ioFile: Scenario = {
  ...standard,
  name: "io-file",
  title: "Read 256 KiB and derive a key from them",
  description:
    "Every request reads a file and runs scrypt over it, both in libuv's thread pool. Shows what the pool's four threads in each process allow: one process uses several cores already.",
  bound: "libuv's thread pool",
  app: sampleApp,
  requests: [
    {
      name: "file",
      weight: 1,
      method: "GET",
      path: "/file?kb=256",
      headers: {},
      expect: { status: 200, includes: '"digest":"3a72bd885bc26e5ce620a8243e69b964"' },
    },
  ],
  connectionMode: "keep-alive",
  // Enough to fill the pools, of four threads each, of four processes.
  connections: 16,
};
