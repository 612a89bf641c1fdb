import { dotenv, dotenvx } from "./dotenv.ts";
import { envCmd } from "./env-cmd.ts";
import { type Rule, Unfollowed, withEnv, words } from "./place.ts";
import { takeVariables } from "./variables.ts";

/** `env` and `cross-env`: variables, then a command. */
const setsVariables: Rule = (rest, at) => {
  const [option] = rest;
  if (option?.startsWith("-") === true) throw new Unfollowed(at, `and its option ${option} needs a shell`);
  const { env, rest: command } = takeVariables(rest);
  return words(command, withEnv(at, env));
};

/** Programs that set something up and run the command which follows. */
export const wrappers: Readonly<Record<string, Rule>> = {
  env: setsVariables,
  "cross-env": setsVariables,
  exec: (rest, at) => words(rest, at),
  dotenv,
  dotenvx,
  "env-cmd": envCmd,
};
