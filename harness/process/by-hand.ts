import { defaultEnv } from "../../targets/default-env.ts";
import type { AppSpec, TargetSpec } from "../../targets/protocol.ts";
import { shellWord } from "../command-line.ts";
import { typedNode } from "../observe/typed-node.ts";
import { list } from "../units.ts";
import { mask, masked, shownCommand, typeAgain } from "../secrets.ts";
import { within, type Container } from "../../targets/place.ts";

/** What was run, and the Node.js that ran it where that was not the running one. */
export type Ran = AppSpec & Pick<TargetSpec, "node">;

/**
 * What was run, as a shell takes it, but for its secrets and for what is preloaded to measure it.
 * @param program the Node.js as it is typed
 */
export function byHand(app: Ran, program = typedNode(app.node)): string {
  const { script, args, env, cwd = process.cwd(), nodeArgs = [] } = app;
  const variables = Object.entries({ ...ourEnv({ env, nodeArgs, cwd }), ...env });
  const command = shownCommand([program, ...nodeArgs, script, ...args], variables);
  return `cd ${shellWord(cwd)} && ${command}${command.includes(mask) ? ` ${typeAgain}` : ""}`;
}

/** What it was given that nobody asked for: by the project's own start it would not have it. */
export function ourEnv({ env, nodeArgs = [], cwd = process.cwd() }: Pick<AppSpec, "env" | "nodeArgs" | "cwd">) {
  return env["NODE_ENV"] === undefined && process.env["NODE_ENV"] === undefined ? defaultEnv(nodeArgs, cwd) : {};
}

/** What its start script runs before it and was not run, which may have made what is missing; null where there is nothing. */
export function beforeStart({ skipped = [], cwd = process.cwd() }: Ran): string | null {
  if (skipped.length === 0) return null;
  const steps = skipped.map((step) => (step.startsWith("npm run ") ? step : `npm exec -c ${shellWord(masked(step))}`));
  const named = list(skipped.map((step) => `"${masked(step)}"`));
  return `npm start runs ${named} first, but Broadside does not: if its output is missing, run in ${shellWord(cwd)}: ${steps.join(" && ")} (gate --build does it for the base).`;
}

/** The command that starts it beside Broadside; for what ran in a container that is another matter, which may be why. */
export function startOf(app: Ran, container: Container | null, program = typedNode(app.node)): string {
  return container === null
    ? `Start it by hand to see more: ${byHand(app, program)}`
    : `It ran in ${within(container)}; check whether it does the same outside: ${byHand(app, program)}`;
}
