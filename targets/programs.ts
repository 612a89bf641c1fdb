import { execFile, spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { siblingScript, type BootContext, type Listener, firstListener } from "./strategy.ts";

/** Folders of system programs that an ordinary user's PATH may lack. */
const systemFolders = ["/usr/sbin", "/usr/local/sbin", "/sbin"];

/** Where a program is installed; null where it is not. */
export function findProgram(command: string): string | null {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...systemFolders];
  return (
    folders
      .filter((folder) => folder !== "")
      .map((folder) => join(folder, command))
      .find((path) => {
        try {
          accessSync(path, constants.X_OK);
          return true;
        } catch {
          return false;
        }
      }) ?? null
  );
}

/** Why a program cannot be run here; null when it can. */
export function missingProgram(command: string, install: string): string | null {
  return findProgram(command) === null ? `${command} is not installed (${install})` : null;
}

/** A program with its version, as it tells it itself: `nginx 1.22.1`; null where it tells none. */
export function programVersion(command: string, args: readonly string[]): string | null {
  const path = findProgram(command);
  if (path === null) return null;
  const { stdout, stderr } = spawnSync(path, args, { encoding: "utf8", timeout: 5_000 });
  const [version] = /\d+(?:\.\d+)+/.exec(`${stdout}${stderr}`) ?? [];
  return version === undefined ? null : `${command} ${version}`;
}

/** How a program's look at its configuration failed, after its name, with all that it printed. */
function failedCheck(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [code, signal, stderr, stdout]: readonly unknown[] = ["code", "signal", "stderr", "stdout"].map((name) =>
    Reflect.get(error, name),
  );
  const said = [stderr, stdout]
    .filter((text) => typeof text === "string")
    .join("")
    .trim();
  // What the system did not start has its code, a word.
  if (typeof code === "string") return `could not be started to check its configuration: ${error.message}`;
  if (typeof signal === "string") return `was ended by ${signal} while it checked its configuration`;
  return said === ""
    ? `exited with code ${String(code)} when it checked its configuration, and printed nothing`
    : `refuses its configuration: ${said}`;
}

/** Has a program judge its configuration. Rejects with what it said, or with what became of it. */
export async function checkWith(command: string, args: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)(command, args);
  } catch (error) {
    throw new Error(`${command} ${failedCheck(error)}`, { cause: error });
  }
}

/** Starts a foreign program as the target's proxy; resolves when it answers on the port. */
export async function runAsProxy(
  { spawn, folder, listening }: BootContext,
  port: number,
  command: string,
  args: readonly string[],
): Promise<Listener> {
  spawn({
    role: "proxy",
    script: siblingScript(import.meta.filename, "./inside/program"),
    args: [String(port), folder(), command, ...args],
    env: {},
    port: 0,
  });
  return firstListener(await listening("proxy", 1));
}
