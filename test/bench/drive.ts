import { join } from "node:path";
import { fairSettings } from "../../harness/cli/choose/fair.ts";
import { startGenerator } from "../../harness/load/client.ts";
import type { LoadResult, OpenLoad } from "../../harness/model/index.ts";
import { startTarget } from "../../harness/process/target.ts";

type Drive = {
  readonly path: string;
  readonly connections: number;
  /** Requests per second of an open load; a closed loop without. */
  readonly open?: Pick<OpenLoad, "arrivals"> & { readonly rate: number };
  readonly warmupSeconds: number;
  readonly measuredSeconds: number;
};

/** Boots a script of `servers/` as a single process, lends its URL, and ends it. */
export async function withServer<T>(script: string, use: (url: string) => Promise<T>): Promise<T> {
  const target = await startTarget({
    strategy: "single",
    options: {},
    workers: 1,
    app: { script: join(import.meta.dirname, "servers", script), args: [], env: {} },
    port: 0,
    settings: fairSettings,
    bootTimeoutSeconds: 10,
    isVisited: false,
  });
  try {
    return await use(target.url);
  } finally {
    await target.stop();
  }
}

/** Puts load on a server, by a generator of its own. */
export async function drive(
  url: string,
  { path, connections, open, warmupSeconds, measuredSeconds }: Drive,
): Promise<LoadResult> {
  const generator = await startGenerator();
  const pool = { connections, connectionMode: "keep-alive", timeoutSeconds: 10 } as const;
  try {
    return await generator.run(
      {
        url,
        requests: [{ name: path, weight: 1, method: "GET", path, headers: {}, expect: { status: 200 } }],
        load:
          open === undefined
            ? { kind: "closed", ...pool }
            : { kind: "open", arrivals: open.arrivals, profile: [{ seconds: 0, rate: open.rate }], ...pool },
        warmupSeconds,
        measuredSeconds,
        seed: 1,
      },
      { onWindowStart: () => {}, onWindowEnd: () => {} },
    );
  } finally {
    await generator.close();
  }
}
