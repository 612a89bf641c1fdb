import { matchesGlob } from "node:path";
import { optionsAnywhere } from "./options.ts";
import { manifestIn, type Place, type Rule, Unfollowed } from "./place.ts";

/** Rules for commands that start several others. */

/** The scripts of these names; of a pattern such as `start:*` those that fit it, where `*` stands for no colon. */
function scriptsOf(names: readonly string[], { folder }: Place): readonly string[] {
  const { scripts = {} } = manifestIn(folder) ?? {};
  return names.flatMap((name) =>
    name.includes("*") ? Object.keys(scripts).filter((script) => matchesGlob(slashed(script), slashed(name))) : [name],
  );
}

/** As npm-run-all reads them: a colon is what a slash is in paths. */
function slashed(name: string): string {
  return name.replaceAll(":", "/");
}

function linesOf(names: readonly string[]): readonly string[] {
  return names.map((name) => `npm run ${name}`);
}

/** `run-s build serve`: scripts one after the other. */
const inSequence: Rule = (rest, at) => {
  const names = scriptsOf(
    rest.filter((word) => !word.startsWith("-")),
    at,
  );
  if (names.length === 0) throw new Unfollowed(at, "which starts nothing");
  return { kind: "line", line: linesOf(names).join(" && "), args: [], at };
};

/** `run-p server worker`: scripts side by side. */
const sideBySide: Rule = (rest, at) => {
  const names = scriptsOf(
    rest.filter((word) => !word.startsWith("-")),
    at,
  );
  const beside = linesOf(names);
  throw new Unfollowed(at, "which starts several scripts side by side", { beside });
};

/** `npm-run-all build --parallel server worker`: the last group is what stays. */
const groups: Rule = (rest, at) => {
  const start = rest.findLastIndex((word) => /^(?:-[psc]+|--(?:parallel|sequential|serial))$/.test(word));
  const last = rest.slice(start + 1).filter((word) => !word.startsWith("-"));
  const isParallel = /^(?:-p|--parallel)/.test(rest[start] ?? "");
  return isParallel && last.length > 1 ? sideBySide(last, at) : inSequence(rest, at);
};

const concurrentlyValued = (
  "-n --names --name-separator -c --prefix-colors -p --prefix -l --prefix-length -t --timestamp-format -m --max-processes" +
  " -s --success --hide --restart-after --restart-tries --default-input-target --ks --kill-signal --kill-timeout --teardown"
).split(" ");

/** `concurrently "npm:server" "node worker.js"`. */
const concurrently: Rule = (rest, at) => {
  const { rest: commands } = optionsAnywhere(rest, (name) => concurrentlyValued.includes(name));
  const beside = commands.flatMap((command) => {
    const [, manager, name] = /^(npm|yarn|pnpm|bun):(\S+)$/.exec(command) ?? [];
    return name === undefined ? [command] : scriptsOf([name], at).map((script) => `${manager} run ${script}`);
  });
  const [only] = beside;
  if (only !== undefined && beside.length === 1) return { kind: "line", line: only, args: [], at };
  throw new Unfollowed(at, "which starts several commands side by side", { beside });
};

export const several: Readonly<Record<string, Rule>> = {
  "run-s": inSequence,
  "run-p": sideBySide,
  "npm-run-all": groups,
  "npm-run-all2": groups,
  concurrently,
  conc: concurrently,
};
