import { dirname } from "node:path";
import { external } from "../../../targets/external.ts";
import { findStrategy, strategies } from "../../../targets/index.ts";
import { shellWord } from "../../command-line.ts";
import { BroadsideError } from "../../errors.ts";
import type { App, NotApplicable, Plan, Scenario, Subject } from "../../model/index.ts";
import { allowedWorkers } from "../../observe/allowed-cores.ts";
import type { ArmInput } from "../../plan.ts";
import { containersOf, refuseNodeOfImage, refuseStray, type ContainerArguments } from "./containers.ts";
import type { External } from "./externals.ts";
import { known } from "./known.ts";
import { identityOf, wantedOf, type Wanted } from "./target.ts";

/** The worker counts asked for, or the scenario's, or what the machine can run at once. */
export function chooseWorkers(
  asked: readonly number[] | undefined,
  usual: readonly number[] = [allowedWorkers()],
): readonly number[] {
  return asked ?? usual;
}

/** The same where one number is wanted: of a scenario's several the largest. */
export function mostWorkers({ workers }: Scenario): readonly number[] | undefined {
  return workers === undefined ? undefined : [Math.max(...workers)];
}

export type ChosenArms = { readonly arms: readonly ArmInput[]; readonly notApplicable: readonly NotApplicable[] };

function isWanted(one: Wanted | External): one is Wanted {
  return !("deployment" in one);
}

/** Whether a target is something that runs apart from Broadside: `external`, or `external:staging`. */
function isExternal(target: string): boolean {
  return target === external.name || target.startsWith(`${external.name}:`);
}

/** The deployments that a target names: the one of that name, or all. Null for the deployments of a command that takes none. */
function externalsNamed(target: string, externals: readonly External[] | null): readonly External[] {
  if (externals === null) {
    throw new BroadsideError(
      "bad-option",
      `${target} cannot be a target here`,
      "Only run (without --sweep) and capacity measure deployments; all other commands start the app themselves.",
    );
  }
  const named = target === external.name ? externals : externals.filter(({ label }) => label === target);
  if (named.length > 0) return named;
  throw new BroadsideError(
    "bad-option",
    `--targets names ${target}, but there is no --external-url for it`,
    externals.length === 0
      ? "Give its address: --external-url http://127.0.0.1:8080"
      : known(externals.map(({ label }) => label)),
  );
}

function refuseTwice(identities: readonly string[]): void {
  const twice = identities.find((identity, index) => identities.indexOf(identity) !== index);
  if (twice !== undefined) throw new BroadsideError("bad-option", `--targets names ${twice} twice`, "Name each once.");
}

/** Why a strategy cannot run the app, as a sentence; null when it can. */
export function reasonAgainst(
  { strategy, options }: Pick<Wanted, "strategy" | "options">,
  app: App | null,
): string | null {
  if (app === null) return "there is no app to run: name one with --app";
  return strategy.missing?.(dirname(app.script)) ?? strategy.notApplicable(app, options);
}

/** Throws `bad-option` where a saved plan has an arm that cannot run here any more: what it needs may have gone since. */
export function refuseLacking(folder: string, { arms, app }: Pick<Plan, "arms" | "app">): void {
  for (const { id, strategy: name, options, app: own } of arms) {
    const strategy = findStrategy(name);
    const reason = strategy === undefined ? null : reasonAgainst({ strategy, options }, own ?? app);
    if (reason === null) continue;
    throw new BroadsideError(
      "bad-option",
      `${folder} has the arm ${id}, which can no longer run here: ${reason}`,
      "Provide what is missing, then resume again.",
    );
  }
}

/** What a plan says of an arm that runs the app under a strategy, but for its workers. */
export function shapeOf({ strategy, options, label }: Wanted, app: App | null): Omit<ArmInput, "workers"> {
  const software = app === null ? null : (strategy.software?.({ appFolder: dirname(app.script), options }) ?? null);
  return {
    strategy: strategy.name,
    options,
    label,
    ...(strategy.sharesPort === undefined ? {} : { sharesPort: strategy.sharesPort }),
    ...(software === null ? {} : { software }),
  };
}

/** The targets to compare by default, or as they were asked for; deployments that were given are among them. */
function targetsOf(
  { strategies: usual }: Subject,
  targets: string | undefined,
  externals: readonly External[],
): readonly string[] {
  const given = externals.length === 0 ? [] : [external.name];
  const asked = targets === undefined ? [...usual, ...given] : targets.split(",").map((target) => target.trim());
  const all = strategies.map(({ name }) => name).concat(asked.some(isExternal) ? [] : given);
  const names = asked.flatMap((name) => (name === "all" ? all : name));
  if (externals.length === 0 || names.some(isExternal)) return names;
  throw new BroadsideError(
    "usage",
    `--external-url is given, but --targets ${targets} does not include it`,
    `Add it: --targets ${shellWord(`${targets},${external.name}`)}`,
  );
}

/**
 * The arms to compare: every strategy that applies, at every worker count that makes sense for it, and deployments;
 * null for these where a command takes none.
 */
export function chooseArms(
  subject: Subject,
  targets: string | undefined,
  workers: readonly number[],
  argv: ContainerArguments,
  externals: readonly External[] | null = null,
): ChosenArms {
  const notApplicable: NotApplicable[] = [];
  const arms: ArmInput[] = [];
  const containers = containersOf(subject, argv);
  const chosen = targetsOf(subject, targets, externals ?? []).flatMap((target): readonly (Wanted | External)[] =>
    isExternal(target) ? externalsNamed(target, externals) : [wantedOf(target, containers)],
  );
  refuseStray(chosen.filter(isWanted), argv);
  refuseNodeOfImage(chosen.filter(isWanted), argv);
  refuseTwice(chosen.map((one) => (isWanted(one) ? identityOf(one) : one.label)));
  for (const one of chosen) {
    if (!isWanted(one)) {
      arms.push(one);
      continue;
    }
    const { strategy, label } = one;
    const reason = reasonAgainst(one, subject.app);
    if (reason !== null) notApplicable.push({ strategy: label, reason });
    else {
      const counts = strategy.fixedWorkers === undefined ? workers : [strategy.fixedWorkers];
      const shape = shapeOf(one, subject.app);
      for (const count of counts) arms.push({ ...shape, workers: count });
    }
  }
  if (arms.length === 0) {
    const reasons = notApplicable.map(({ strategy, reason }) => `${strategy}: ${reason}`).join("; ");
    throw new BroadsideError(
      "bad-option",
      `none of the chosen strategies can run this app (${reasons})`,
      'Name another strategy, or provide what it needs; see the command "list".',
    );
  }
  return { arms, notApplicable };
}
