import { external } from "../../../targets/external.ts";
import { described, findStrategy } from "../../../targets/index.ts";
import { choicesOf, isAllowed, optionValue, type Strategy } from "../../../targets/strategy.ts";
import { BroadsideError } from "../../errors.ts";
import type { ContainerSettings } from "../../model/index.ts";
import { sharedOptions } from "./containers.ts";
import { known } from "./known.ts";

/** A strategy that is to run the app. */
export type Wanted = {
  readonly strategy: Strategy;
  readonly options: Readonly<Record<string, string>>;
  readonly label: string;
};

/** The strategy of that name; throws `unknown-strategy`, or `bad-option` for deployments, which none of them starts. */
export function chooseStrategy(name: string): Strategy {
  const strategy = findStrategy(name);
  if (strategy !== undefined) return strategy;
  if (name === external.name) {
    throw new BroadsideError(
      "bad-option",
      `${name} is an existing deployment and cannot be named here`,
      "Remove external here; to measure a deployment, give its address on the command line: --external-url http://127.0.0.1:8080",
    );
  }
  throw new BroadsideError(
    "unknown-strategy",
    `there is no strategy called "${name}"`,
    known(described.map((each) => each.name)),
  );
}

/** What may come after a strategy's name, or where a value goes that has a colon in it. */
function rightOptions({ name, options }: Strategy, values: readonly string[]): string {
  const endings = values.map((_, index) => values.slice(index).join(":"));
  const at = endings.findIndex((ending) => Object.values(options).some((option) => isAllowed(option, ending)));
  const ending = endings[at] ?? "";
  if (ending.includes(":")) {
    const target = [name, ...values.slice(0, at)].join(":");
    return `Pass a value with a colon as a separate option: ${target} --${ending.replace("=", " ")}`;
  }
  const allowed = Object.values(options).flatMap(choicesOf);
  return allowed.length === 0 ? `${name} has no options.` : `"${name}:" can be followed by: ${allowed.join(", ")}.`;
}

/** `reverse-proxy:round-robin` is a strategy and a value of one of its options; throws `unknown-strategy` or `bad-option`. */
export function parseTarget(text: string): Wanted {
  const [name = "", ...values] = text.trim().split(":");
  const strategy = chooseStrategy(name);
  const chosen = values.map((value) => {
    const entry = Object.entries(strategy.options).find(([, option]) => isAllowed(option, value));
    if (entry !== undefined) return [entry[0], value] as const;
    throw new BroadsideError("bad-option", `${name} has no option "${value}"`, rightOptions(strategy, values));
  });
  const options = Object.fromEntries(chosen);
  if (Object.keys(options).length < chosen.length) {
    throw new BroadsideError(
      "bad-option",
      `"${text.trim()}" has both ${values.join(" and ")}`,
      `Compare them as two targets: ${values.map((value) => `${name}:${value}`).join(",")}`,
    );
  }
  return { strategy, options, label: text.trim() };
}

/** The strategy that a target names, with what was given for all of its kind. */
export function wantedOf(target: string, argv: ContainerSettings): Wanted {
  const { strategy, options, label } = parseTarget(target);
  const shared = Object.entries(sharedOptions(strategy, argv)).filter(([name]) => !(name in options));
  return {
    strategy,
    options: { ...Object.fromEntries(shared), ...options },
    label: [label, ...shared.map(([, value]) => value)].join(":"),
  };
}

/** The same for two targets that would run alike, whether an option's default is written out or not. */
export function identityOf({ strategy, options }: Wanted): string {
  const values = Object.keys(strategy.options).map((option) => optionValue(strategy, options, option));
  return [strategy.name, ...values].join(":");
}
