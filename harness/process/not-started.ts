import type { TargetProblem } from "../../targets/protocol.ts";
import { BroadsideError } from "../errors.ts";
import { readManifest } from "../observe/manifest.ts";
import { hintForLimit } from "../system-hints.ts";
import { moreMemory, type Container } from "../../targets/place.ts";

type NotStarted = TargetProblem & { readonly kind: "not-started" };

/** What helps against each further code that the system does not start a process with. */
const hintsForStart: readonly (readonly [code: RegExp, hint: string])[] = [
  [/\bENOENT\b/, "Check that the Node.js it runs on and the folder it starts in still exist, and run again."],
  [/\bE(?:ACCES|PERM)\b/, "Give this user permission to run that program and to enter the folder it starts in."],
  [/\bE2BIG\b/, "Its options and variables are too long together: give fewer, or shorter ones."],
];

/** What to do where the system did not start a process, by the code that it gave. */
export function hintForStart(reason: string): string {
  return (
    hintForLimit(reason) ??
    hintsForStart.find(([code]) => code.test(reason))?.[1] ??
    "The code at the end is the system's: look it up with man 3 errno, fix what it names, and run again."
  );
}

/** What helps against what an Engine refuses, by its words. */
function hintForRefusal(reason: string, image: string | null): string {
  if (image !== null && /executable file not found/.test(reason)) {
    const version = readManifest().oldestNodeVersion ?? "";
    return `The image must have Node.js ${version} or newer in its PATH, called node: docker run --rm --entrypoint node ${image} --version`;
  }
  if (/bind source path does not exist/.test(reason)) {
    return "The Engine looks for that path on its own machine: if Broadside runs in a container with the Engine's socket, run it outside, or give it its own Engine there.";
  }
  if (/no space left on device/i.test(reason)) return "Make room for the Engine: docker system df shows what takes it.";
  if (/No such image/.test(reason)) return "Pull or build that image again, and run again.";
  if (/memory limit too low|OOM-killed/.test(reason)) return `${moreMemory}.`;
  return "These are the Engine's own words: fix what they name, and run again.";
}

export function notStarted(problem: NotStarted, app: string, container: Container | null): BroadsideError {
  const { reason } = problem;
  switch (problem.by) {
    case "system":
      return new BroadsideError(
        "target-died",
        `the system did not start a process of ${app}: ${reason}`,
        hintForStart(reason),
      );
    case "engine":
      return new BroadsideError(
        "app-exited",
        `the Docker Engine could not run ${app} in a container: ${reason}`,
        hintForRefusal(reason, container?.image ?? null),
      );
    case "no-engine":
      return new BroadsideError(
        "target-died",
        `the Docker Engine could not be reached to run ${app} in a container: ${reason}`,
        `Fix that, and run again: ${problem.advice}.`,
      );
  }
}
