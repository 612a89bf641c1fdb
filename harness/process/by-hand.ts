import { defaultEnv } from "../../targets/default-env.ts";
import type { AppSpec, TargetSpec } from "../../targets/protocol.ts";
import { shellWord } from "../command-line.ts";
import { typedNode } from "../observe/typed-node.ts";
import { mask, shownCommand, typeAgain } from "../secrets.ts";
import { within, type Container } from "./place.ts";

/** What was run, and the Node.js that ran it where that was not the running one. */
export type Ran = AppSpec & Pick<TargetSpec, "node">;

/** What was run, as a shell takes it, but for its secrets and for what is preloaded to measure it. */
export function byHand({ script, args, env, cwd = process.cwd(), nodeArgs = [], node }: Ran): string {
  const variables = Object.entries({ ...ourEnv({ env, nodeArgs, cwd }), ...env });
  const command = shownCommand([typedNode(node), ...nodeArgs, script, ...args], variables);
  return `cd ${shellWord(cwd)} && ${command}${command.includes(mask) ? ` ${typeAgain}` : ""}`;
}

/** What it was given that nobody asked for: by the project's own start it would not have it. */
export function ourEnv({ env, nodeArgs = [], cwd = process.cwd() }: Pick<AppSpec, "env" | "nodeArgs" | "cwd">) {
  return env["NODE_ENV"] === undefined && process.env["NODE_ENV"] === undefined ? defaultEnv(nodeArgs, cwd) : {};
}

/** The command that starts it beside Broadside; for what ran in a container that is another matter, which may be why. */
export function startOf(app: Ran, container: Container | null): string {
  return container === null
    ? `Start it by hand to see more: ${byHand(app)}`
    : `It ran in ${within(container)}; see whether it does the same outside: ${byHand(app)}`;
}
