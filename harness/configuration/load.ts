import { readdirSync, statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { BroadsideError } from "../errors.ts";
import { describeProblem } from "./describe-problem.ts";
import { readModule } from "./read.ts";
import { configSchema, type ReadConfig } from "./schema.ts";

/** How long a configuration may take to load. */
const patienceSeconds = 10;

export const configNames = ["ts", "mts", "js", "mjs", "json"].map((ending) => `broadside.config.${ending}`);

export type LoadedConfig = {
  /** As people find it: its path from the folder they are in. */
  readonly name: string;
  /** Absolute; its paths are meant from here. */
  readonly folder: string;
  readonly config: ReadConfig;
};

const sample = 'It ends with: export default defineConfig({ app: "./server.js" })';
const wayOut = "Correct the file, or do without it: --no-config";

/**
 * The configuration of a folder, or the one that is named; null when the folder has none.
 * @throws BroadsideError `config-not-found`, `config-broken`, `config-invalid`
 */
export async function loadConfig(folder: string, named: string | undefined): Promise<LoadedConfig | null> {
  const path = named === undefined ? findConfig(folder) : resolve(folder, named);
  if (path === null) return null;
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new BroadsideError(
      "config-not-found",
      `${named ?? path}: there is no such file`,
      "Name a configuration, --config FILE, or do without one: --no-config",
    );
  }
  const name = relative(folder, path);
  return { name, folder: dirname(path), config: parseConfig(name, await readDefault(folder, name, path)) };
}

/** The file of a folder's configuration; null when it has none. Throws `config-invalid` when it has several. */
export function findConfig(folder: string): string | null {
  const [found, ...others] = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => configNames.includes(entry.name) && !entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  if (found === undefined) return null;
  if (others.length === 0) return resolve(folder, found);
  throw new BroadsideError(
    "config-invalid",
    `there are several configurations: ${[found, ...others].join(", ")}`,
    "Keep one of them, or name the one that is meant: --config FILE",
  );
}

async function readDefault(folder: string, name: string, path: string): Promise<unknown> {
  const read = await readModule(path, patienceSeconds);
  switch (read.kind) {
    case "value":
      return read.value;
    case "no-default":
      throw new BroadsideError("config-invalid", `${name} has no default export`, sample);
    case "no-data":
      throw new BroadsideError("config-invalid", `${name} exports more than data: ${read.message}`, sample);
    case "threw":
      throw new BroadsideError(
        "config-broken",
        `${read.place === null ? name : relative(folder, read.place)}: ${oneLine(read.message)}`,
        wayOut,
      );
    case "exited":
      throw new BroadsideError("config-broken", `${name} ended its process while it was loaded`, wayOut);
    case "stuck":
      throw new BroadsideError("config-broken", `${name} was not loaded within ${patienceSeconds} s`, wayOut);
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, " ");
}

function parseConfig(name: string, value: unknown): ReadConfig {
  const result = configSchema.safeParse(value);
  if (result.success) return result.data;
  throw configProblem(name, describeProblem(result.error, value));
}

/** Something in a configuration that cannot be. */
export function configProblem(name: string, sentence: string): BroadsideError {
  return new BroadsideError("config-invalid", `${name}: ${sentence}`, wayOut);
}
