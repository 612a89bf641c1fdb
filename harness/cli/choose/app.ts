import { accessSync, constants, statSync } from "node:fs";
import { resolve } from "node:path";
import { BroadsideError } from "../../errors.ts";
import type { App } from "../../model/index.ts";

/** A server of the user's own; throws `app-not-found`. */
export function chooseApp(script: string): App {
  const path = resolve(script);
  if (isReadableFile(path)) return { script: path, args: [], env: {} };
  throw new BroadsideError(
    "app-not-found",
    `--app ${script}: no such file can be read`,
    "Name the script that starts the server, e.g. --app ./server.js",
  );
}

export function isReadableFile(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
