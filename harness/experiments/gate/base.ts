import { projectCommand } from "./checkout/command.ts";
import { isFolder } from "../../files.ts";
import { openSource, type Source, type SourceOptions } from "./checkout/source.ts";
import { BroadsideError } from "../../errors.ts";
import type { Scenario } from "../../model/index.ts";
import { inFolder } from "./plan.ts";
import type { GateArguments } from "./options.ts";

/** Options that say how a ref is made ready, and say nothing of a folder, which is taken as it is. */
const preparing = ["install", "build", "copy", "leave-out"] as const;

/** Whether this runs where continuous integration does, as such systems say by the variable `CI`. */
function isInContinuousIntegration(): boolean {
  return !["", "0", "false"].includes((process.env["CI"] ?? "").toLowerCase());
}

/**
 * The version that `--base` names, made what head is but for the change.
 * @throws BroadsideError `usage` where an option says how a folder is made ready, and what `openSource` throws
 */
export async function openBase(
  base: string,
  argv: GateArguments,
  { scenario, ...how }: Pick<SourceOptions, "from" | "head" | "signal" | "note"> & { readonly scenario: Scenario },
): Promise<Source> {
  const stray = preparing.find((name) => typeof argv[name] === "string" || Array.isArray(argv[name]));
  if (isFolder(base) && stray !== undefined) {
    throw new BroadsideError(
      "usage",
      `--${stray} works with a git ref only, and --base ${base} is a folder`,
      "A folder is compared as it is: install and build it there first.",
    );
  }
  for (const option of ["install", "build"] as const) {
    const command = argv[option];
    if (typeof command === "string") projectCommand({ option, command });
  }
  const { script, cwd } = scenario.app;
  return openSource(base, {
    ...how,
    app: { script: inFolder(how.head, how.from, script), cwd: inFolder(how.head, how.from, cwd ?? how.from) },
    install: argv.install,
    installsAlone: isInContinuousIntegration(),
    build: argv.build,
    copy: argv.copy ?? [],
    leaveOut: argv["leave-out"] ?? [],
  });
}
