import type { MeasuredTrial } from "../model/index.ts";
import { percent, plural, significant } from "../units.ts";
import { maxOverMean } from "../stats/jain.ts";
import { indexesOf, perArm, shareInWords, trialsInWords } from "./evidence.ts";
import type { Rule } from "./evidence.ts";
import { errorShare, sumOf } from "./metrics.ts";
import { spreadOf } from "./spread.ts";

export const loadThresholds = {
  generatorCores: 0.8,
  errorShare: 0.001,
  /** Largest share of a worker over the mean share: connections that stay where they were accepted seldom pass it. */
  maxOverMean: 1.5,
} as const;

/** A generator near the end of its core measures itself. */
export const generatorSaturated: Rule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const saturated = trials.filter((trial) => generatorCores(trial) > loadThresholds.generatorCores);
    if (saturated.length === 0) return [];
    const most = Math.max(...saturated.map(generatorCores));
    return [
      {
        code: "generator-saturated",
        severity: "suspect",
        meaning: `The load generator used up to ${significant(most, 2)} of its core: what was measured may be the generator, and the arm may be able to do more.`,
        action: "Use fewer connections, a scenario with more work in each request, or a machine with more cores.",
        armId,
        trials: indexesOf(saturated),
      },
    ];
  });

/**
 * Wrong answers, broken connections, timeouts and requests that never ended. Over all of an arm's trials they rule it
 * out; in single trials, where one request can be more than the threshold, they put it in doubt.
 */
export const errorsFound: Rule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const bad = trials.filter((trial) => (errorShare(trial) ?? 0) > loadThresholds.errorShare);
    if (bad.length === 0) return [];
    const counts = trials.map((trial) => trial.load.counts);
    const errors = sumOf(counts, "failed") + sumOf(counts, "timedOut") + sumOf(counts, "inFlight");
    const share = errors / sumOf(counts, "sent");
    const kinds = [...new Set(bad.flatMap((trial) => trial.load.failures.map((failure) => failure.kind)))];
    const examples = kinds.length === 0 ? "timed out or never ended" : kinds.slice(0, 3).join(", ");
    return [
      {
        code: "errors",
        severity: share > loadThresholds.errorShare ? "invalid" : "suspect",
        meaning: `${plural(errors, "request")} of ${sumOf(counts, "sent")} failed, ${percent(share)} (${examples}); up to ${percent(loadThresholds.errorShare, 1)} is accepted. An arm that answers wrongly is not fast.`,
        action: "Run the app by itself, send it one of the failing requests, and read its log; then measure again.",
        armId,
        trials: indexesOf(bad),
      },
    ];
  });

/** A window in which nothing was answered says nothing about speed. */
export const nothingCompleted: Rule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const empty = trials.filter((trial) => trial.load.completedInWindow === 0);
    if (empty.length === 0) return [];
    return [
      {
        code: "nothing-completed",
        severity: "invalid",
        meaning: `In ${trialsInWords(empty)} no request was answered rightly within the window.`,
        action: "Measure for longer than one request takes, and check that the app answers under load.",
        armId,
        trials: indexesOf(empty),
      },
    ];
  });

/**
 * Over the lives of both, what the client saw completed was finished by a worker, what a worker finished it had
 * started, and what it started the client had sent.
 */
export const countsDisagree: Rule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const wrong = trials.filter((trial) => !reconciles(trial));
    const [first] = wrong;
    if (first === undefined) return [];
    const { sent, completed, started, finished } = lifeCounts(first);
    return [
      {
        code: "counts-disagree",
        severity: "suspect",
        meaning: `Client and workers do not agree in ${trialsInWords(wrong)}. In trial ${first.index} the client sent ${sent} and saw ${completed} answered; the workers started ${started} and finished ${finished}.`,
        action:
          "Check that nothing else calls the app or answers in its place, such as a cache; else report it as a bug.",
        armId,
        trials: indexesOf(wrong),
      },
    ];
  });

/** Workers that idle while another is full decide an arm's throughput, and its spread over trials. */
export const unevenSpread: Rule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const uneven = trials.filter((trial) => unevenness(trial) > loadThresholds.maxOverMean);
    if (uneven.length === 0) return [];
    const most = Math.max(...uneven.map(unevenness));
    return [
      {
        code: "uneven-spread",
        severity: "note",
        meaning: `In ${shareInWords(uneven, trials)} the busiest worker did up to ${significant(most, 2)} times the mean of the workers.`,
        action:
          "If connections are kept alive, each stays with the worker that accepted it: expect the same in production where clients keep few, and prefer a strategy that hands out requests.",
        armId,
        trials: indexesOf(uneven),
      },
    ];
  });

function unevenness(trial: MeasuredTrial): number {
  return maxOverMean(spreadOf(trial)?.work ?? []) ?? 1;
}

function generatorCores({ load }: MeasuredTrial): number {
  return load.generatorCpuMicros / (load.windowSeconds * 1e6);
}

function lifeCounts({ load, workers }: MeasuredTrial) {
  const own = workers.filter((worker) => worker.role === "worker");
  return {
    sent: load.lifetime.sent,
    completed: load.lifetime.completed,
    started: sumOf(own, "lifetimeStarted"),
    finished: sumOf(own, "lifetimeFinished"),
  };
}

function reconciles(trial: MeasuredTrial): boolean {
  const { sent, completed, started, finished } = lifeCounts(trial);
  return completed <= finished && finished <= started && started <= sent;
}
