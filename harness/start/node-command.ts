import { takesValue } from "../../targets/valued-options.ts";
import { scriptAt } from "./script-file.ts";
import { leadingOptions, type Options, valuesOf, wordsFrom } from "./options.ts";
import { runScript } from "./package-manager.ts";
import { type Next, type Place, Unfollowed, withNote } from "./place.ts";

/** Options by which Node.js does something else than to run a script once. */
const otherUse = /^(?:-[ecpihv]|-pe|--(?:eval|print|check|interactive|help|version|test|bench|build-snapshot))$/;
/** Those that are for the one who writes the app: a debugger's port is open once in each worker, a watcher starts another. */
const leftOut = /^--(?:watch(?:-.*)?|inspect(?:-.*)?|debug-port|no-watch)$/;

/** What `node WORDS…` runs: options of Node.js, a script, and its arguments. */
export function nodeCommand(words: readonly string[], at: Place): Next {
  const found = leadingOptions(words, takesValue);
  const [named] = valuesOf(found, "--run");
  if (named !== undefined) return runScript(named, found.rest, at);
  const other = found.options.find(({ name }) => otherUse.test(name))?.name;
  if (other !== undefined) throw new Unfollowed(at, `and ${other} does not run a script once`);
  const [word, ...args] = found.rest;
  if (word === undefined || word === "-") throw new Unfollowed(at, "and there is no script in it");
  if (word === "inspect") throw new Unfollowed(at, "which starts a debugger");
  return { kind: "script", ...scriptAt(at.folder, word), args, at: withNodeOptions(found, at) };
}

/** Gives options of Node.js to what is started, but for those that are left out, which is said. */
export function withNodeOptions(found: Options, at: Place): Place {
  const kept = wordsFrom(found, (name) => !leftOut.test(name));
  const left = found.options.map(({ name }) => name).filter((name) => leftOut.test(name));
  const place = { ...at, nodeArgs: [...at.nodeArgs, ...kept] };
  return left.length === 0 ? place : withNote(place, `without ${left.join(" and ")}`);
}

/** The options of Node.js that a runner passes on, apart from what follows; `own` are the runner's that take a value. */
export function nodeOptionsFirst(words: readonly string[], own: readonly string[]): Options {
  return leadingOptions(words, (name) => own.includes(name) || takesValue(name));
}
