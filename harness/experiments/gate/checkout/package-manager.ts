import { lockFiles, type Manager } from "./lock-files.ts";

/** Files by their path, as far as they say what is installed, and how. */
export type Texts = ReadonlyMap<string, string>;

/** How a project's dependencies are installed: as its lock file says, or, where there is none, as package.json does. */
export type Installation = { readonly command: string; readonly isLocked: boolean };

function named(manifest: string | undefined): Manager | undefined {
  const [, manager] = /"packageManager"\s*:\s*"(npm|pnpm|yarn|bun)@/.exec(manifest ?? "") ?? [];
  return manager === "npm" || manager === "pnpm" || manager === "yarn" || manager === "bun" ? manager : undefined;
}

/** A release of yarn that the project brings along needs no other yarn on the machine. */
function yarn(settings: string | undefined): string {
  const [, path] = /^yarnPath:\s*["']?([^\s"']+)/m.exec(settings ?? "") ?? [];
  return path === undefined ? "yarn" : `node ${path}`;
}

/** Who reads a file of settings, where no lock file says who installs. */
const settings: Readonly<Record<string, Manager>> = {
  "pnpm-workspace.yaml": "pnpm",
  ".yarnrc.yml": "yarn",
  "bunfig.toml": "bun",
};

function configured(files: Texts): Manager | undefined {
  return Object.entries(settings).find(([path]) => files.has(path))?.[1];
}

function ofLock(files: Texts): Manager | undefined {
  return Object.entries(lockFiles).find(([path]) => files.has(path))?.[1].manager;
}

/**
 * The command that installs what the files of a folder ask for. The paths are relative to that folder.
 * @param own the files of that folder in the working copy: without a lock file, one that git does not have says who installs
 */
export function installationOf(files: Texts, own: Texts = files): Installation {
  const found = Object.entries(lockFiles).filter(([path]) => files.has(path));
  const wanted = named(files.get("package.json"));
  const [path, lock] = found.find(([, { manager }]) => manager === wanted) ?? found[0] ?? [];
  if (path === undefined || lock === undefined) {
    const manager = wanted ?? ofLock(own) ?? configured(files) ?? "npm";
    return { command: `${manager === "yarn" ? yarn(files.get(".yarnrc.yml")) : manager} install`, isLocked: false };
  }
  return { command: fromLock(lock.manager, files.get(path) ?? "", files), isLocked: true };
}

function fromLock(manager: Manager, text: string, files: Texts): string {
  switch (manager) {
    case "npm":
      return "npm ci";
    case "pnpm":
      return "pnpm install --frozen-lockfile";
    case "yarn":
      return text.includes("# yarn lockfile v1")
        ? "yarn install --frozen-lockfile"
        : `${yarn(files.get(".yarnrc.yml"))} install --immutable`;
    case "bun":
      return "bun install --frozen-lockfile";
    case "deno":
      return "deno install --frozen";
  }
}
