import { BroadsideError } from "../errors.ts";
import type { Environment } from "../model/index.ts";
import { describeEnvironment } from "../observe/environment.ts";
import type { DirectoryLock } from "../store/directory-lock.ts";
import { makeNewFolder, type Destination } from "./new-folder.ts";

/** What is measured, with its folder, which is locked for this process until `release`. */
export type Opened<State> = { readonly state: State; readonly folder: string; readonly release: () => void };

/** How a kind of experiment is kept in a folder. */
export type Kept<State> = {
  readonly reopen: (folder: string) => Promise<DirectoryLock>;
  readonly load: (folder: string) => Promise<State>;
  readonly save: (folder: string, state: State) => Promise<void>;
  readonly environmentOf: (state: State) => Environment;
};

type New<State> = {
  readonly destination: Destination;
  /** Throws where the machine has no room for what is planned. */
  readonly fits: (fileLimit: number | null) => void;
  /** Looks at the app, and resolves to what is saved; what it rejects with is the user's to mend. */
  readonly begin: (environment: Environment, folder: string) => Promise<State>;
  /** Takes away what `begin` has made in the folder, where nothing comes of it. */
  readonly undo?: (folder: string) => void;
};

/** Begins an experiment in a folder of its own. Nothing is left of it when the app cannot be measured at all. */
export async function openNew<State>(
  { save }: Pick<Kept<State>, "save">,
  { destination, fits, begin, undo: removeMade = () => {} }: New<State>,
): Promise<Opened<State>> {
  const environment = await describeEnvironment();
  fits(environment.fileLimit);
  const { folder, release, undo } = await makeNewFolder(destination);
  try {
    const state = await begin(environment, folder);
    await save(folder, state);
    return { state, folder, release };
  } catch (error) {
    removeMade(folder);
    undo();
    throw error;
  }
}

/**
 * Opens a saved experiment to be gone on with, and changes nothing in it.
 * @param check rejects where it cannot be gone on with
 * @throws BroadsideError `run-foreign` when it was begun on another machine, or with another Node.js
 */
export async function openSaved<State>(
  folder: string,
  { reopen, load, environmentOf }: Omit<Kept<State>, "save">,
  check: (state: State) => Promise<unknown>,
): Promise<Opened<State>> {
  const { release } = await reopen(folder);
  try {
    const state = await load(folder);
    await refuseOtherPlace(folder, environmentOf(state));
    await check(state);
    return { state, folder, release };
  } catch (error) {
    release();
    throw error;
  }
}

async function refuseOtherPlace(folder: string, begun: Environment): Promise<void> {
  const { fingerprint } = await describeEnvironment();
  if (fingerprint === begun.fingerprint) return;
  throw new BroadsideError(
    "run-foreign",
    `the run in ${folder} was started on another machine or Node.js version (${begun.cpuModel}, Node.js ${begun.nodeVersion})`,
    "Trials of different machines cannot be compared: finish it there, or start a new run here.",
  );
}
