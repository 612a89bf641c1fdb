import { existsSync, rmdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { BroadsideError, systemCodeOf } from "../errors.ts";
import { createRunDirectory } from "../store/run-store.ts";

/** Where a run goes: the folder that was asked for, or one of our own naming, with a number where that is taken. */
export type Destination = string | { readonly preferred: string };

export type NewFolder = {
  readonly folder: string;
  /** Gives the folder free. */
  readonly release: () => void;
  /** Gives it free and removes what was made of it and its parents, if it is empty. */
  readonly undo: () => void;
};

/** `results/<time>-<name>`, or where that is taken the same with a number. */
export function defaultFolder(name: string): Destination {
  const time = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  return { preferred: join("results", `${time}-${name.replaceAll(/[^\w.-]+/g, "-")}`) };
}

/** Makes a folder for a new run and locks it. Throws `output-exists` when the one that was asked for is taken. */
export async function makeNewFolder(destination: Destination, number = 1): Promise<NewFolder> {
  const isOurs = typeof destination !== "string";
  const folder = isOurs ? destination.preferred + (number === 1 ? "" : `-${number}`) : destination;
  const removeMade = noteMissing(folder);
  try {
    const { release: unlock } = await createRunDirectory(folder);
    const undo = (): void => {
      release();
      removeMade();
    };
    // A second interruption ends the process at once.
    process.once("exit", undo);
    const release = (): void => {
      process.off("exit", undo);
      unlock();
    };
    return { folder, release, undo };
  } catch (error) {
    const isTaken = error instanceof BroadsideError && error.code === "output-exists";
    if (isOurs && isTaken) return makeNewFolder(destination, number + 1);
    throw error;
  }
}

/** Throws what `makeNewFolder` does, and leaves nothing: for a command that has much to prepare before its run begins. */
export async function tryFolder(folder: string): Promise<void> {
  const { undo } = await makeNewFolder(folder);
  undo();
}

/**
 * Notes which of a folder and its parents are missing. Calling the result removes those again that have been made
 * since and are empty: what could not begin leaves nothing behind.
 */
function noteMissing(folder: string): () => void {
  const missing: string[] = [];
  for (let path = resolve(folder); !existsSync(path); path = dirname(path)) missing.push(path);
  return () => {
    try {
      for (const path of missing) rmdirSync(path);
    } catch (error) {
      if (systemCodeOf(error) === undefined) throw error;
      // Somebody uses it, or it was never made.
    }
  };
}
