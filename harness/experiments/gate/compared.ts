import { existsSync, realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { sampleApp } from "../../../scenarios/sample-app.ts";
import { BroadsideError } from "../../errors.ts";
import type { Scenario } from "../../model/index.ts";
import { packageFolder } from "../../observe/manifest.ts";
import type { GateArguments } from "./options.ts";
import { programName } from "../../cli/terminal.ts";
import { chooseSubject } from "../../cli/choose/subject.ts";

/** Whether a folder is in a clone of Broadside itself, whose versions have the sample app. */
function isOwnClone(folder: string): boolean {
  const clone = realpathSync(packageFolder());
  return existsSync(join(clone, ".git")) && `${realpathSync(folder)}${sep}`.startsWith(`${clone}${sep}`);
}

/** What git has of a script of this program that may be built of it: what is built is no part of a version. */
function sourceOf(script: string): string {
  const inside = relative(join(packageFolder(), "dist"), script);
  return inside.startsWith("..") ? script : join(packageFolder(), inside.replace(/\.js$/, ".ts"));
}

/**
 * What a gate measures. The sample app that Broadside brings along is the same in every version of any other project, and
 * each gate of it would pass.
 * @throws BroadsideError `usage` where nothing of the project's own is named or configured, and what `chooseSubject` throws
 */
export async function chooseCompared(argv: GateArguments): Promise<Scenario> {
  const scenario = await chooseSubject(argv);
  const { app } = scenario;
  // A stored baseline may be of the sample app: then the scenario has its name.
  const isAsked = argv.against !== undefined && argv.scenario !== undefined;
  if (app.script !== sampleApp.script || isAsked) return scenario;
  if (isOwnClone(process.cwd())) return { ...scenario, app: { ...app, script: sourceOf(app.script) } };
  throw new BroadsideError(
    "usage",
    `gate would measure the scenario ${scenario.name}, whose app belongs to Broadside, not to this project`,
    `Name this project's server, --app ./server.js, or write a configuration for it: ${programName()} init`,
  );
}
