import { docker, hasImage } from "../../../targets/docker.ts";
import { isAllowed, type Strategy } from "../../../targets/strategy.ts";
import { BroadsideError } from "../../errors.ts";
import type { ContainerSettings, Subject } from "../../model/index.ts";

const containerNames = ["cpus", "memory", "image"] as const;

/** What was typed of containers, and of the Node.js in them. */
export type ContainerArguments = ContainerSettings & { readonly node?: string | undefined };

/** A target that was asked for. */
type Asked = { readonly strategy: Strategy; readonly options: Readonly<Record<string, string>> };

/** What was given for all targets that have such an option: `--cpus 0.5` is `cpus=0.5`. Throws `bad-option`. */
export function sharedOptions({ options }: Strategy, argv: ContainerSettings): Readonly<Record<string, string>> {
  const given = containerNames.flatMap((name) => {
    const option = options[name];
    const text = argv[name];
    if (option === undefined || text === undefined) return [];
    if (isAllowed(option, `${name}=${text}`)) return [[name, `${name}=${text}`] as const];
    const example = option.givenValues?.[name]?.example ?? "";
    throw new BroadsideError(
      "bad-option",
      `--${name} is "${text}"`,
      `It takes ${option.describe}, such as ${example}.`,
    );
  });
  return Object.fromEntries(given);
}

/** Throws `bad-option` unless containers can have it. */
export function checkContainers(settings: ContainerSettings): void {
  sharedOptions(docker, settings);
}

/** Throws `usage` when an option was given that none of the targets has. */
export function refuseStray(wanted: readonly Asked[], argv: ContainerSettings): void {
  const stray = containerNames.find(
    (name) => argv[name] !== undefined && wanted.every(({ strategy }) => strategy.options[name] === undefined),
  );
  if (stray === undefined) return;
  throw new BroadsideError("usage", `--${stray} needs containers`, "Name the strategy docker, or drop the option.");
}

/** What was typed for containers, or else configured: also a typed `--node` takes the place of a configured image. */
export function containersOf({ containers }: Subject, argv: ContainerArguments): ContainerSettings {
  const configured = argv.node === undefined ? containers : { ...containers, image: undefined };
  return Object.fromEntries(containerNames.map((name) => [name, argv[name] ?? configured?.[name]]));
}

/** Throws `bad-option` for a version of Node.js with an image, where both were typed. */
export function refuseNodeOfImage(wanted: readonly Asked[], { node }: ContainerArguments): void {
  if (node === undefined || !wanted.some(({ options }) => hasImage(options))) return;
  throw new BroadsideError(
    "bad-option",
    "--node is given with an image, which brings its own Node.js",
    "Drop one of the two.",
  );
}
