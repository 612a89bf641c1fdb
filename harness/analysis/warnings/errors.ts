import type { MeasuredTrial } from "../model/index.ts";
import { lackOfClient } from "../system-hints.ts";
import { clock, duration, list, percent, plural } from "../units.ts";
import { indexesOf, perArm, trialsInWords } from "./evidence.ts";
import type { Rule } from "./evidence.ts";
import { errorShare, hungRequests, sumOf } from "./metrics.ts";
import { sharersOf } from "./spread.ts";

export const errorThresholds = { errorShare: 0.001 } as const;

/** Kinds of failure that are named, at most. */
const namedKinds = 3;

/**
 * Wrong answers, broken connections, timeouts and requests that were left hanging. Over all of an arm's trials they rule
 * it out; in single trials, where one request can be more than the threshold, they put it in doubt.
 */
export const errorsFound: Rule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const bad = trials.filter((trial) => (errorShare(trial) ?? 0) > errorThresholds.errorShare);
    const found = kindsOfError(trials, evidence.run.plan.arms.find(({ id }) => id === armId)?.load.timeoutSeconds);
    const sent = trials.reduce((sum, { load }) => sum + load.counts.sent, 0);
    const share = found.reduce((sum, { count }) => sum + count, 0) / sent;
    if (found.length === 0) return [];
    const meaning = `Of ${plural(sent, "request")} ${list(found.map(({ words }) => words))}: ${percent(share)}, and up to ${percent(errorThresholds.errorShare, 1)} is accepted.${ofOneWorker(trials)}`;
    const isFew = bad.length === 0;
    return [
      {
        code: "errors",
        severity: isFew ? "note" : share > errorThresholds.errorShare ? "invalid" : "suspect",
        meaning,
        action: isFew
          ? "No action needed for so few; the report has an example of each kind of failure."
          : found.map(({ action }) => action).join(" "),
        armId,
        ...(isFew ? {} : { trials: indexesOf(bad) }),
      },
    ];
  });

type Found = { readonly count: number; readonly words: string; readonly action: string };

function kindsOfError(trials: readonly MeasuredTrial[], timeoutSeconds = 0): readonly Found[] {
  const counts = trials.map((trial) => trial.load.counts);
  const kinds = [...new Set(trials.flatMap(failuresInWords))];
  const named = kinds.length === 0 ? "" : ` (${kinds.slice(0, namedKinds).join(", ")})`;
  const slowest = Math.max(...trials.map(({ load }) => load.slowestMicros ?? 0));
  const [failed, timedOut] = [sumOf(counts, "failed"), sumOf(counts, "timedOut")];
  const hung = trials.reduce((sum, trial) => sum + hungRequests(trial), 0);
  const all: readonly Found[] = [
    {
      count: failed,
      words: `${failed} failed${named}`,
      action: actionForFailed(trials),
    },
    {
      count: timedOut,
      words: `${timedOut} timed out after ${clock(timeoutSeconds)}`,
      action: "Give responses longer with --timeout, or use fewer --connections.",
    },
    {
      count: hung,
      words: `${hung} did not end, after the slowest had taken ${duration(slowest)}`,
      action:
        "Use fewer --connections, or look for requests that are held up or lost under load, in the app or in what is in front of it.",
    },
  ];
  return all.filter(({ count }) => count > 0);
}

const actionForWrong =
  "An arm that answers wrongly is not fast. Alone, each kind of request was answered rightly: look at what the app prints under load (serve shows it), at the examples of failures in the report, and whether fewer --connections do.";

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
  return ` Of ${first.workers} workers one alone gave a status of 5xx, in trial ${first.trial.index} ${which}: look for what it lacks, or holds to itself.`;
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
    return "Measure for longer than one request takes, and check that the app answers under load.";
  const limit = instead.some((kind) => kind.startsWith("status 429"))
    ? " 429 is a limit of rate: switch it off where the app, or what is in front of it, has one."
    : "";
  return `Look at the examples of failures in the report, and at what the app prints under load (serve shows it).${limit}`;
}

/** A window in which nothing was answered says nothing about speed. */
export const nothingCompleted: Rule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const empty = trials.filter((trial) => trial.load.completedInWindow === 0);
    if (empty.length === 0) return [];
    const slowest = Math.max(...trials.map(({ load }) => load.slowestMicros ?? 0));
    const windowSeconds = Math.max(...empty.map(({ load }) => load.windowSeconds));
    const isTooShort = slowest / 1e6 > windowSeconds;
    const needed = Math.ceil((responsesInWindow * slowest) / 1e6);
    const instead = [...new Set(empty.flatMap(failuresInWords))].slice(0, namedKinds);
    return [
      {
        code: "nothing-completed",
        severity: "invalid",
        meaning: isTooShort
          ? `In ${trialsInWords(empty)} no request was answered rightly within the window of ${clock(windowSeconds)}: a response took up to ${duration(slowest)}.`
          : `In ${trialsInWords(empty)} no request was answered rightly within the window${instead.length === 0 ? "" : `: ${list(instead)}`}.`,
        action: isTooShort
          ? `Measure for longer: --duration ${needed}s --warmup ${Math.ceil((slowest / 1e6) * 1.2)}s.`
          : actionWhereNothingCame(instead),
        armId,
        trials: indexesOf(empty),
      },
    ];
  });
