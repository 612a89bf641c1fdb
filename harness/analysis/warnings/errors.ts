import type { MeasuredTrial } from "../../model/index.ts";
import { lackOfClient } from "../../system-hints.ts";
import { clock, duration, list, percent, plural } from "../../units.ts";
import { indexesOf, perArm, type Rule } from "../evidence.ts";
import { errorShare, hungRequests, sumOf } from "../metrics.ts";
import { sharersOf } from "../spread.ts";
import { warningKind, trialsInWords, warn } from "./kind.ts";

export const errorThresholds = { errorShare: 0.001 } as const;

/** Kinds of failure that are named, at most. */
const namedKinds = 3;

export const errorWarnings = {
  errors: warningKind({
    code: "errors",
    title: "failed requests",
    severities: ["note", "suspect", "invalid"],
    meaning: (found: Failed) => {
      const each = [
        ["failedRequests", `failed${found.kinds.length === 0 ? "" : ` (${found.kinds.join(", ")})`}`],
        ["timedOutRequests", `timed out after ${clock(found.timeoutSeconds ?? 0)}`],
        ["hungRequests", `never completed, while the slowest took ${duration(found.slowestMicros ?? 0)}`],
      ] as const;
      const counts = each.flatMap(([name, words]) => (found[name] === undefined ? [] : [`${found[name]} ${words}`]));
      const accepted = `up to ${percent(errorThresholds.errorShare, 1)} is accepted`;
      return `Of ${plural(found.sentRequests, "request")} ${list(counts)}: ${percent(found.errorShare)}, and ${accepted}.${found.ofOneWorker}`;
    },
    action: ({ advice }) => advice,
  }),
  nothingCompleted: warningKind({
    code: "nothing-completed",
    title: "windows without a correct response",
    severities: ["invalid"],
    meaning: (found: Empty) => {
      const { trials, instead } = found;
      const nothing = `In ${trialsInWords(trials)} no request got a correct response within the window`;
      return isTooShort(found)
        ? `${nothing} of ${clock(found.windowSeconds)}: a response took up to ${duration(found.slowestMicros)}.`
        : `${nothing}${instead.length === 0 ? "" : `: ${list(instead)}`}.`;
    },
    action: (found) => {
      if (!isTooShort(found)) return found.advice;
      const slowest = found.slowestMicros / 1e6;
      return `Measure for longer: --duration ${Math.ceil(responsesInWindow * slowest)}s --warmup ${Math.ceil(slowest * 1.2)}s.`;
    },
  }),
};

/** Of each way to fail, only where there were such requests. */
type Failed = {
  readonly sentRequests: number;
  readonly errorShare: number;
  readonly failedRequests?: number;
  /** Of failure, the commonest named. */
  readonly kinds: readonly string[];
  readonly timedOutRequests?: number;
  readonly timeoutSeconds?: number;
  readonly hungRequests?: number;
  readonly slowestMicros?: number;
  /** A sentence on the one worker that gave all server errors; empty where several did. */
  readonly ofOneWorker: string;
  readonly advice: string;
};

type Empty = {
  readonly trials: readonly number[];
  readonly windowSeconds: number;
  readonly slowestMicros: number;
  /** What came in place of right answers. */
  readonly instead: readonly string[];
  readonly advice: string;
};

function isTooShort({ slowestMicros, windowSeconds }: Empty): boolean {
  return slowestMicros / 1e6 > windowSeconds;
}

/**
 * Wrong answers, broken connections, timeouts and requests that were left hanging. Over all of an arm's trials they rule
 * it out; in single trials, where one request can be more than the threshold, they put it in doubt.
 */
export const errorsFound: Rule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const bad = trials.filter((trial) => (errorShare(trial) ?? 0) > errorThresholds.errorShare);
    const counts = trials.map(({ load }) => load.counts);
    const sentRequests = sumOf(counts, "sent");
    const failed = sumOf(counts, "failed");
    const timedOut = sumOf(counts, "timedOut");
    const hung = trials.reduce((sum, trial) => sum + hungRequests(trial), 0);
    if (failed + timedOut + hung === 0) return [];
    const share = (failed + timedOut + hung) / sentRequests;
    const isFew = bad.length === 0;
    const { timeoutSeconds = 0 } = evidence.run.plan.arms.find(({ id }) => id === armId)?.load ?? {};
    return [
      warn(errorWarnings.errors, isFew ? "note" : share > errorThresholds.errorShare ? "invalid" : "suspect", {
        armId,
        ...(isFew ? {} : { trials: indexesOf(bad) }),
        sentRequests,
        errorShare: share,
        kinds: [...new Set(trials.flatMap(failuresInWords))].slice(0, namedKinds),
        ...(failed === 0 ? {} : { failedRequests: failed }),
        ...(timedOut === 0 ? {} : { timedOutRequests: timedOut, timeoutSeconds }),
        ...(hung === 0
          ? {}
          : { hungRequests: hung, slowestMicros: Math.max(...trials.map(({ load }) => load.slowestMicros ?? 0)) }),
        ofOneWorker: ofOneWorker(trials),
        advice: isFew
          ? "No action needed for so few; the report shows an example of each kind of failure."
          : [
              ...(failed === 0 ? [] : [actionForFailed(trials)]),
              ...(timedOut === 0 ? [] : ["Allow more time with --timeout, or use fewer --connections."]),
              ...(hung === 0 ? [] : [actionForHung]),
            ].join(" "),
      }),
    ];
  });

const actionForHung =
  "Use fewer --connections, or look for requests delayed or lost under load, in the app or in a proxy in front of it.";

const actionForWrong =
  "An arm with wrong responses is not fast. Sent alone, each kind of request got a correct response: check the app's output under load (serve shows it), the examples of failures in the report, and whether fewer --connections help.";

/** What the client itself lacked is told first: the rest may come of it. */
function actionForFailed(trials: readonly MeasuredTrial[]): string {
  const kinds = trials.flatMap(({ load }) => load.failures.map(({ kind }) => kind));
  const isOthers = kinds.length === 0 || kinds.some((kind) => lackOfClient(kind) === null);
  return [...hintsForClient(kinds), ...(isOthers ? [actionForWrong] : [])].join(" ");
}

function hintsForClient(kinds: readonly string[]): readonly string[] {
  return [...new Set(kinds.flatMap((kind) => lackOfClient(kind)?.hint ?? []))];
}

/** Chance, at most, with which server errors that any worker may give would all fall to one. */
const chanceAtMost = 0.001;

/** A sentence where one worker of several gave all of the server errors, in each trial that had any: which, and that it was alone. */
function ofOneWorker(trials: readonly MeasuredTrial[]): string {
  const seen = trials.flatMap((trial) => {
    const { sharers } = sharersOf(trial);
    const failing = sharers.filter(({ serverErrors = 0 }) => serverErrors > 0);
    const wasSeen = trial.load.failures.some(({ kind }) => kind.startsWith("status 5")) && failing.length > 0;
    return wasSeen ? [{ trial, failing, workers: sharers.length }] : [];
  });
  const [first] = seen;
  const [worker] = first?.failing ?? [];
  if (first === undefined || worker === undefined || seen.some(({ failing }) => failing.length > 1)) return "";
  const errors = seen.flatMap(({ failing }) => failing.map(({ serverErrors = 0 }) => serverErrors - 1));
  const chance = (1 / first.workers) ** errors.reduce((sum, more) => sum + more, 0);
  if (chance >= chanceAtMost) return "";
  const which = worker.threadId === 0 ? `process ${worker.pid}` : `thread ${worker.threadId} of ${worker.pid}`;
  return ` Only one of ${first.workers} workers returned 5xx, in trial ${first.trial.index} ${which}: look for what it lacks or keeps to itself.`;
}

/** `status 500`, or `status 500 of GET /orders` where several kinds of request are sent; what the client lacked is no answer to any. */
function failuresInWords({ load: { failures, kinds } }: MeasuredTrial): readonly string[] {
  return failures.map(({ kind, request }) => {
    const own = lackOfClient(kind);
    if (own !== null) return own.words;
    return kinds.length === 1 || request === undefined ? kind : `${kind} of ${request}`;
  });
}

/** Windows should hold a response several times over. */
const responsesInWindow = 3;

function actionWhereNothingCame(instead: readonly string[]): string {
  const own = hintsForClient(instead);
  if (own.length > 0) return own.join(" ");
  if (instead.length === 0)
    return "Measure for longer than one request takes, and check that the app responds under load.";
  const limit = instead.some((kind) => kind.startsWith("status 429"))
    ? " 429 is a rate limit: turn it off in the app or in any proxy in front of it."
    : "";
  return `Check the examples of failures in the report, and the app's output under load (serve shows it).${limit}`;
}

/** A window in which nothing was answered says nothing about speed. */
export const nothingCompleted: Rule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const empty = trials.filter((trial) => trial.load.completedInWindow === 0);
    if (empty.length === 0) return [];
    const instead = [...new Set(empty.flatMap(failuresInWords))].slice(0, namedKinds);
    return [
      warn(errorWarnings.nothingCompleted, "invalid", {
        armId,
        trials: indexesOf(empty),
        windowSeconds: Math.max(...empty.map(({ load }) => load.windowSeconds)),
        slowestMicros: Math.max(...trials.map(({ load }) => load.slowestMicros ?? 0)),
        instead,
        advice: actionWhereNothingCame(instead),
      }),
    ];
  });
