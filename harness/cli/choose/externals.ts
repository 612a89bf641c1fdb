import { external } from "../../../targets/external.ts";
import { commandWords, shellWord, throughShell } from "../../command-line.ts";
import { BroadsideError } from "../../errors.ts";
import { placeOf, type Resolve } from "../../load/destination.ts";
import type { Deployment } from "../../model/index.ts";
import type { ArmInput } from "../../plan.ts";
import type { ExternalArguments } from "../options/external.ts";

/** A deployment as an arm. */
export type External = ArmInput & { readonly label: string; readonly deployment: Deployment };

const commandOptions = ["external-up", "external-down", "external-reload"] as const;
const others = [...commandOptions, "external-timeout", "allow-remote", "yes"] as const;
const defaultTimeoutSeconds = 120;

/** Values of an option by the name before them; the empty name where there is none. */
type Named = ReadonlyMap<string, string>;

function namedValues(option: string, values: readonly string[] = []): Named {
  const named = new Map<string, string>();
  for (const text of values) {
    const [, name = "", value = ""] = /^(?:([\w-]+)=)?(.*)$/s.exec(text) ?? [];
    if (value.trim() === "") throw new BroadsideError("bad-option", `--${option} is "${text}"`, "Its value is empty.");
    if (named.has(name)) {
      throw new BroadsideError(
        "bad-option",
        name === "" ? `--${option} is given for two unnamed deployments` : `--${option} names ${name} twice`,
        `With several, name each: --${option} staging=… live=…`,
      );
    }
    named.set(name, value.trim());
  }
  return named;
}

function command(option: string, text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  const taken = commandWords(text);
  if ("words" in taken) return taken.words;
  throw new BroadsideError(
    "bad-option",
    `--${option} is "${text}", which needs a shell, because of ${taken.shellOnly}`,
    `Give a single command and quote what is literal, or pass all of it to a shell: --${option} ${shellWord(throughShell(text) ?? "sh FILE")}`,
  );
}

/** Throws `usage` for what says more about a deployment of which there is no URL. */
function refuseStray(argv: ExternalArguments): void {
  const stray = others.find((name) => argv[name] !== undefined);
  if (stray === undefined) return;
  throw new BroadsideError(
    "usage",
    `--${stray} needs --external-url`,
    "Give the deployment's address: --external-url http://127.0.0.1:8080",
  );
}

function refuseUnknown(option: string, named: Named, urls: Named): void {
  const unknown = [...named.keys()].find((name) => !urls.has(name));
  if (unknown === undefined) return;
  throw new BroadsideError(
    "bad-option",
    unknown === ""
      ? `--${option} does not say which deployment it is for`
      : `--${option} is for ${unknown}, which has no --external-url`,
    `Deployments given: ${[...urls].map(([name, url]) => (name === "" ? `${url}, unnamed` : name)).join(", ")}.`,
  );
}

/** The deployments that are to be measured, none where no URL is given. What their hosts stand for is looked up. */
export async function chooseExternals(argv: ExternalArguments, resolve?: Resolve): Promise<readonly External[]> {
  const urls = namedValues("external-url", argv["external-url"]);
  if (urls.size === 0) refuseStray(argv);
  if (urls.size > 1 && urls.has("")) {
    throw new BroadsideError(
      "bad-option",
      `--external-url ${urls.get("")} has no name, but there are others`,
      "With several, name each: --external-url staging=http://… live=http://…",
    );
  }
  const commands = commandOptions.map((option) => {
    const named = namedValues(option, argv[option]);
    refuseUnknown(option, named, urls);
    return [option, named] as const;
  });
  const { "external-timeout": commandTimeoutSeconds = defaultTimeoutSeconds } = argv;
  return Promise.all(
    [...urls].map(async ([name, url]): Promise<External> => {
      const [up, down, reload] = commands.map(([option, named]) => command(option, named.get(name)));
      if (down !== undefined && up === undefined) {
        throw new BroadsideError(
          "usage",
          "--external-down needs --external-up",
          "A deployment taken down after one trial must be brought up before the next.",
        );
      }
      if (reload !== undefined && up !== undefined) {
        throw new BroadsideError(
          "usage",
          "--external-reload and --external-up exclude each other",
          "A deployment brought up before each trial is already fresh: leave --external-reload out.",
        );
      }
      const { isLocal } = await placeOf(url, resolve);
      return {
        strategy: external.name,
        options: name === "" ? {} : { name },
        workers: null,
        label: name === "" ? external.name : `${external.name}:${name}`,
        deployment: {
          url,
          isRemote: !isLocal,
          ...(up === undefined ? {} : { up }),
          ...(down === undefined ? {} : { down }),
          ...(reload === undefined ? {} : { reload }),
          commandTimeoutSeconds,
        },
      };
    }),
  );
}
