import { doubtInWords, type Seal, type Severity, type Warning } from "../model/index.ts";
import type { ErrorCode } from "../errors.ts";
import { errorWarnings } from "./warnings/errors.ts";
import { takesMachine } from "./warnings/machine.ts";
import { runWarnings } from "./warnings/run.ts";

const gravity: Readonly<Record<Severity, number>> = { invalid: 0, suspect: 1, note: 2 };

/**
 * Warnings by what explains the rest: that the machine was taken away first, then the gravest; within each in the order
 * given.
 */
export function causesFirst(warnings: readonly Warning[]): readonly Warning[] {
  return warnings.toSorted((a, b) => rankOf(a) - rankOf(b));
}

function rankOf(warning: Warning): number {
  return takesMachine(warning) ? -1 : gravity[warning.severity];
}

/** Failures that no busy machine explains. */
const ofAppsOwn: ReadonlySet<unknown> = new Set([
  "app-threw",
  "app-exited",
  "app-listened-twice",
  "app-clusters-itself",
  "app-speaks-http2",
] satisfies readonly ErrorCode[]);

/** Statuses by which an app, or what stands in front, may say that it has too much to do; any other says something else. */
const ofOverload: ReadonlySet<string> = new Set(["status 502", "status 503", "status 504"]);

/** Whether most of what failed was answered by a status that the app chose, whatever the machine did. */
function isOwnStatus(kinds: Warning["figures"][string] | undefined): boolean {
  const [commonest] = Array.isArray(kinds) ? kinds.map(String) : [];
  const [status = ""] = /^status \d+/.exec(commonest ?? "") ?? [];
  return status !== "" && !ofOverload.has(status);
}

function numberOf(figure: Warning["figures"][string] | undefined): number {
  return typeof figure === "number" ? figure : 0;
}

function isOfAppsOwn({ code, figures }: Warning): boolean {
  if (code === runWarnings.trialsFailed.code) return ofAppsOwn.has(figures["failure"]);
  if (code === errorWarnings.errors.code) {
    const unanswered = numberOf(figures["timedOutRequests"]) + numberOf(figures["hungRequests"]);
    return numberOf(figures["failedRequests"]) > unanswered && isOwnStatus(figures["kinds"]);
  }
  return code === errorWarnings.nothingCompleted.code && isOwnStatus(figures["instead"]);
}

/** Why nothing can be believed, in words: what likely caused it first, then what ruled it out. Empty where nothing did. */
export function whyInvalid({ reasons }: Seal): string {
  const [first] = reasons;
  const grave = reasons.find(({ severity }) => severity === "invalid");
  if (first === undefined || grave === undefined) return "";
  return first === grave || isOfAppsOwn(grave)
    ? doubtInWords(grave)
    : `${doubtInWords(first)} That may explain the rest: ${doubtInWords(grave)}`;
}
