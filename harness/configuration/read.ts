import { extname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";

/** What came of loading a file. */
export type Read =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "no-default" }
  /** What it exports is more than data: a function, say. */
  | { readonly kind: "no-data"; readonly message: string }
  | { readonly kind: "threw"; readonly message: string; readonly place: string | null }
  /** It ended its process while it was loaded, or never came to its end. */
  | { readonly kind: "exited" }
  | { readonly kind: "stuck" };

const warnings = ["ExperimentalWarning", "MODULE_TYPELESS_PACKAGE_JSON"];

/**
 * Loads a module, or JSON, in a thread of its own, and resolves to the data that it exports by default. What it prints
 * goes to standard error, so that results stay alone on standard output.
 */
export async function readModule(path: string, patienceSeconds: number): Promise<Read> {
  const worker = new Worker(new URL(`./reader${extname(import.meta.filename)}`, import.meta.url), {
    workerData: path,
    stdout: true,
    execArgv: warnings.map((name) => `--disable-warning=${name}`),
  });
  worker.stdout.pipe(process.stderr, { end: false });
  const { promise, resolve, reject } = Promise.withResolvers<Read>();
  worker.once("message", resolve);
  worker.once("error", reject);
  worker.once("exit", () => resolve({ kind: "exited" }));
  const patience = new AbortController();
  const stuck = delay(patienceSeconds * 1_000, { kind: "stuck" } as const, { signal: patience.signal });
  try {
    return await Promise.race([promise, stuck]);
  } finally {
    patience.abort();
    await worker.terminate();
  }
}
