import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { findConfig } from "../../configuration/load.ts";
import { BroadsideError } from "../../errors.ts";
import { lookAtProject, type Project, type ProjectApp } from "../../init/project.ts";
import { configNameFor, configText, suggestedRequests } from "../../init/write-config.ts";
import { writeFailure } from "../../store/write-failure.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import type { InitArguments } from "../options/init.ts";
import { programName, type Terminal } from "../terminal.ts";

/** `broadside init`: looks at the project, and writes a configuration for it. */
export function initCommand(argv: InitArguments, terminal: Terminal): Promise<ExitCode> {
  const folder = process.cwd();
  const project = lookAtProject(folder);
  const name = configNameFor(project);
  refuseToReplace(folder, name, argv.force ?? false);
  writeConfig(join(folder, name), configText(project));
  const lines = [`Wrote ${name}.`, ...whatWasFound(project), ...whatToIgnore(folder), "", ...whatToType(project)];
  terminal.out(`${lines.join("\n")}\n`);
  return Promise.resolve(exitCodes.done);
}

/** Throws `output-exists` when there is a configuration, unless it is to be written anew. */
function refuseToReplace(folder: string, name: string, force: boolean): void {
  const path = findConfig(folder);
  const existing = path === null ? null : basename(path);
  if (existing === null || (force && existing === name)) return;
  throw new BroadsideError(
    "output-exists",
    `${existing} is already there`,
    existing === name ? "Keep it, or overwrite it with --force." : `Keep it, or remove it: init would write ${name}.`,
  );
}

/** At once, so that no interrupt leaves half of it. Throws `output-unwritable`. */
function writeConfig(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw writeFailure(path, error);
  }
}

/** In a repository whose .gitignore does not name the folder of results. */
function whatToIgnore(folder: string): readonly string[] {
  if (!existsSync(join(folder, ".git"))) return [];
  const path = join(folder, ".gitignore");
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  if (text.split("\n").some((line) => /^\/?results\/?$/.test(line.trim()))) return [];
  const isEnded = text === "" || text.endsWith("\n");
  const command = isEnded ? "echo results/" : String.raw`printf '\nresults/\n'`;
  return [`Git would track the results; ignore them with: ${command} >> .gitignore`];
}

function whatWasFound({ app, routes }: Project): readonly string[] {
  if (app.kind === "none") {
    return [
      "No server was found here: app is set to ./server.js until you name yours.",
      `  ${app.found}`,
      `  ${app.hint}`,
    ];
  }
  const { sent, isGuessed, others, health } = suggestedRequests(routes);
  const also = [
    ...(others.length === 0 ? [] : [`Also found, left in comments: ${others.join(", ")}.`]),
    ...(health.length === 0 ? [] : [`Left in a comment because it does hardly any work: ${health.join(", ")}.`]),
  ];
  return [
    ...howItStarts(app),
    routes.length === 0
      ? "No routes were found in its sources: GET / is requested until you add more."
      : [
          isGuessed
            ? "No route was found that takes a GET without parameters: GET / is requested until you choose another."
            : `Requests: ${sent.join(", ")}.`,
          ...also,
        ].join(" "),
  ];
}

function howItStarts(app: Exclude<ProjectApp, { kind: "none" }>): readonly string[] {
  if (app.kind === "named") return [`The app is ${app.script}; check that it is the server.`, `  ${app.found}`];
  return [
    `The app is ${app.script}, found by ${app.why}.${app.isBuilt ? "" : " It does not exist yet: build it first."}`,
    ...(app.line === null || app.note === undefined ? [] : [app.note]),
  ];
}

function whatToType({ app }: Project): readonly string[] {
  const program = programName();
  // What follows npm's `--` are options, of which there are none.
  const alone = program.replace(/ --$/, "").padEnd(program.length);
  return [
    app.kind === "none" ? "Name your server in it, then:" : "Check it, then:",
    `  ${program} serve single   boot the server and leave it up, to curl it`,
    `  ${program} --quick        a look in under a minute`,
    `  ${alone}                which strategy is fastest, in about four minutes`,
  ];
}
