import { join } from "node:path";
import { fairSettings } from "../../harness/cli/choose.ts";
import { startGenerator } from "../../harness/load/client.ts";
import type { LoadResult } from "../../harness/model/index.ts";
import { startTarget } from "../../harness/process/target.ts";

type Drive = {
  /** A server script in `servers/`, or an absolute path. */
  readonly script: string;
  readonly path: string;
  readonly connections: number;
  readonly warmupSeconds: number;
  readonly measuredSeconds: number;
};

/** Boots a server as a single process, puts a closed loop of load on it, and ends both. */
export async function drive({ script, path, connections, warmupSeconds, measuredSeconds }: Drive): Promise<LoadResult> {
  const target = await startTarget({
    strategy: "single",
    options: {},
    workers: 1,
    app: { script: join(import.meta.dirname, "servers", script), args: [], env: {} },
    port: 0,
    settings: fairSettings,
    bootTimeoutSeconds: 10,
    showOutput: false,
  });
  const generator = await startGenerator();
  try {
    return await generator.run(
      {
        url: target.url,
        requests: [{ name: path, weight: 1, method: "GET", path, headers: {}, expect: { status: 200 } }],
        load: { kind: "closed", connections, connectionMode: "keep-alive", timeoutSeconds: 10 },
        warmupSeconds,
        measuredSeconds,
        seed: 1,
      },
      { onWindowStart: () => {}, onWindowEnd: () => {} },
    );
  } finally {
    await Promise.all([generator.close(), target.stop()]);
  }
}
