// Runs in a thread of its own: what a configuration does while it is loaded can be ended, whatever it is.
import { readFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { extname } from "node:path";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import type { Read } from "./read.ts";

/** A configuration may import from "broadside" wherever that is installed, or if it is not. */
const ownEntry = new URL(`../config${extname(import.meta.filename)}`, import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "broadside" ? { url: ownEntry, shortCircuit: true } : next(specifier, context),
});

const path = String(workerData);
const isJson = path.endsWith(".json");

async function read(): Promise<Read> {
  try {
    const exported: object = await import(pathToFileURL(path).href, isJson ? { with: { type: "json" } } : {});
    return "default" in exported ? { kind: "value", value: exported.default } : { kind: "no-default" };
  } catch (error) {
    return { kind: "threw", message: describe(error), place: placeIn(error) ?? placeOfSyntaxError(error) };
  }
}

function describe(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${error.message.replace(`${path}: `, "")}` : String(error);
  } catch {
    return "it threw something that cannot be shown as text";
  }
}

/** `/app/broadside.config.ts:3:7`: the first place in its stack that is neither Node.js's nor this file. */
function placeIn(error: unknown): string | null {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const places = [...stack.matchAll(/(?:^|[(\s])(?:file:\/\/)?(?<place>\/[^\n()]*?:\d+(?::\d+)?)(?=[)\n]|$)/g)];
  return places.map(([, place = ""]) => place).find((place) => !place.startsWith(import.meta.filename)) ?? null;
}

/** V8 does not say where a module's syntax is wrong; what strips types parses JavaScript too, and does. */
function placeOfSyntaxError(error: unknown): string | null {
  if (!(error instanceof SyntaxError) || isJson) return null;
  try {
    stripTypeScriptTypes(readFileSync(path, "utf8"), { sourceUrl: path });
    return null;
  } catch (located) {
    return placeIn(located);
  }
}

const result = await read();
try {
  parentPort?.postMessage(result, []);
} catch (error) {
  parentPort?.postMessage({ kind: "no-data", message: describe(error) } satisfies Read, []);
}
