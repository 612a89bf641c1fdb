import type { MeasuredTrial, WorkerResult } from "../../model/index.ts";
import { maxOverMean } from "../../stats/jain.ts";
import { duration, percent, significant } from "../../units.ts";
import { generatorsOfArm, indexesOf, perArm, seenAmong, type Rule, type TrialRule } from "../evidence.ts";
import { busiestOf, generatorCores, isGeneratorFull, typicalGeneratorCores } from "../generator.ts";
import { growthOf } from "../growth.ts";
import { isLeftOut } from "../idle.ts";
import { sumOf } from "../metrics.ts";
import { spreadOf } from "../spread.ts";
import { silentWorkers } from "../unread.ts";
import { warningKind, seenIn, trialsInWords, warn, type Seen } from "./kind.ts";

export const loadThresholds = {
  /** Largest share of a worker over the mean share: connections that stay where they were accepted seldom pass it. */
  maxOverMean: 1.5,
  /** µs by which an open load may be late, p99. */
  lagMicros: 1_000,
  /** Share of a closed loop's connections that its requests keep busy, by Little's law, at least. */
  busyShare: 0.5,
  /** Share of what was due within the window that must have been sent, and answered, by its end. */
  keptShare: 0.99,
} as const;

type Saturated = Seen & {
  readonly generatorCores: number;
  readonly isTypical: boolean;
  readonly generators: number;
  /** Whether it is several processes, of which the busiest is judged. */
  readonly isOfSeveral: boolean;
};

type Disagreement = Seen & {
  readonly sentRequests: number;
  readonly completedRequests: number;
  readonly startedRequests: number;
  readonly finishedRequests: number;
};

type Held = Seen & { readonly heldConnections: number; readonly connections: number };

export const loadWarnings = {
  generatorSaturated: warningKind({
    code: "generator-saturated",
    title: "a load generator at its limit",
    severities: ["note", "suspect", "invalid"],
    meaning: ({ isOfSeveral, isTypical, ...found }: Saturated) => {
      const used = `The ${isOfSeveral ? "busiest process of the " : ""}load generator used up to ${significant(found.generatorCores, 2)} of its core in ${seenIn(found)}`;
      return isTypical
        ? `${used}: it may be the limit, and the arm may be able to do more.`
        : `${used}, which may have slowed these; in the typical trial it had room.`;
    },
    action: ({ generators }) =>
      `Use another load process if a core is free for it (--generators ${generators + 1}), fewer connections, a scenario with more work in each request, or a machine with more cores.`,
  }),
  generatorLate: warningKind({
    code: "generator-late",
    title: "load sent late",
    severities: ["suspect"],
    meaning: ({ lagMicros, ...seen }: Seen & { readonly lagMicros: number }) =>
      `The load generator was late by up to ${duration(lagMicros)} (p99) in ${seenIn(seen)}. Latency is measured from when a request was due, so it includes this.`,
    action: () => "Offer less, or measure on a machine with a core to spare for the generator.",
  }),
  connectionsHeld: warningKind({
    code: "connections-held",
    title: "connections held by warm-up requests",
    severities: ["suspect"],
    meaning: ({ heldConnections, connections, ...seen }: Held) =>
      `In ${seenIn(seen)} about ${heldConnections} of ${connections} connections waited throughout the window for requests sent before it. No figure includes these: throughput and latency cover the others.`,
    action: () =>
      "Measure for longer (--duration, --warmup) or with fewer --connections; the app, or a proxy in front of it, serves some connections much later than others.",
  }),
  fellBehind: warningKind({
    code: "fell-behind",
    title: "more load than the arm can hold",
    severities: ["note"],
    meaning: ({ leastShare, ...seen }: Seen & { readonly leastShare: number }) =>
      `Down to ${percent(leastShare)} of the offered requests was answered within the window, in ${seenIn(seen)}: the arm cannot hold this load, and latency grows as long as it lasts.`,
    action: () => 'Offer less; "capacity" finds what each arm holds.',
  }),
  countsDisagree: warningKind({
    code: "counts-disagree",
    title: "client and worker counts that disagree",
    severities: ["suspect"],
    meaning: ({ trials, ...counts }: Disagreement) =>
      `Client and workers disagree in ${trialsInWords(trials)}. In trial ${trials[0]} the client sent ${counts.sentRequests} and saw ${counts.completedRequests} answered; the workers started ${counts.startedRequests} and finished ${counts.finishedRequests}.`,
    action: ({ startedRequests, completedRequests }) =>
      startedRequests === 0 && completedRequests > 0
        ? "Requests are counted where node:http receives them. An app that responds by other means counts none, and its figures are valid; for any other, look for what responds in its place."
        : "Check that nothing else calls the app or responds in its place, such as a cache; otherwise report it as a bug.",
  }),
  notObserved: warningKind({
    code: "not-observed",
    title: "an unobserved deployment",
    severities: ["note"],
    meaning: () =>
      "Its processes are not Broadside's: its CPU, memory, limit and spread of work are unknown; the client's counts could not be checked against its workers'; and if it runs on this machine, its CPU use could not be told apart from that of other programs.",
    action: () => "Compare it by throughput and latency, and watch its CPU and memory where it runs.",
  }),
  unevenSpread: warningKind({
    code: "uneven-spread",
    title: "unevenly spread work",
    severities: ["note"],
    meaning: ({ maxOverMeanRatio, ...seen }: Seen & { readonly maxOverMeanRatio: number; readonly advice: string }) =>
      `In ${seenIn(seen)} the busiest worker did up to ${significant(maxOverMeanRatio, 2)} times the mean of the workers.`,
    action: ({ advice }) => advice,
  }),
  schemesDiffer: warningKind({
    code: "schemes-differ",
    title: "arms with and without HTTPS",
    severities: ["note"],
    meaning: ({
      https,
      http,
      isOfApp,
    }: {
      readonly https: string;
      readonly http: string;
      readonly isOfApp: boolean;
    }) =>
      isOfApp
        ? `The app speaks HTTPS; ${http} took plain HTTP from clients, and spoke HTTPS to the workers over pooled connections.`
        : `Clients spoke HTTPS to ${https}, and plain HTTP to ${http}.`,
    action: () => "Keep in mind that plain HTTP saves a TLS handshake for each client connection.",
  }),
};

/** A generator near the end of its core measures itself: it puts an arm in doubt where it is so in the typical trial. */
export const generatorSaturated: Rule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const saturated = trials.filter((trial) => isGeneratorFull(generatorCores(trial)));
    if (saturated.length === 0) return [];
    const isTypical = isGeneratorFull(typicalGeneratorCores(trials));
    return [
      warn(loadWarnings.generatorSaturated, isTypical ? "suspect" : "note", {
        armId,
        ...seenAmong(saturated, trials),
        generatorCores: Math.max(...saturated.map(generatorCores)),
        isTypical,
        generators: generatorsOfArm(evidence, armId),
        isOfSeveral: busiestOf(saturated) !== "",
      }),
    ];
  });

/** An open load that is not sent when it is due is another load than the one that was asked for. */
export const generatorLate: Rule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const late = trials.filter(({ load }) => (load.pacing?.lag.micros.p99 ?? 0) > loadThresholds.lagMicros);
    if (late.length === 0) return [];
    const lagMicros = Math.max(...late.map(({ load }) => load.pacing?.lag.micros.p99 ?? 0));
    return [warn(loadWarnings.generatorLate, "suspect", { armId, ...seenAmong(late, trials), lagMicros })];
  });

/**
 * In a closed loop each connection has a request under way all the time, so that throughput times mean latency is their
 * number (Little's law). What is missing of it was held by requests that began before the window and outlasted it.
 */
export const connectionsHeld: TrialRule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const load = evidence.run.plan.arms.find(({ id }) => id === armId)?.load;
    if (load?.kind !== "closed" || load.connectionMode !== "keep-alive") return [];
    const { connections } = load;
    const lacking = trials.filter(
      (trial) => hasOutlasted(trial) && busyConnections(trial) < loadThresholds.busyShare * connections,
    );
    const [first] = lacking;
    if (first === undefined || lacking.length <= trials.length / 2) return [];
    const heldConnections = Math.round(connections - busyConnections(first));
    return [
      warn(loadWarnings.connectionsHeld, "suspect", {
        armId,
        ...seenAmong(lacking, trials),
        heldConnections,
        connections,
      }),
    ];
  });

/** Whether any request, of the warm-up too, took as long as the window. */
function hasOutlasted({ load }: MeasuredTrial): boolean {
  return (load.slowestMicros ?? 0) >= load.windowSeconds * 1e6;
}

/** Infinity where nothing was completed, or something failed or did not end: then other checks speak. */
function busyConnections({ load }: MeasuredTrial): number {
  const { counts, completedInWindow, windowSeconds, latency } = load;
  if (completedInWindow === 0 || counts.completed < counts.sent) return Infinity;
  return (completedInWindow / windowSeconds) * (latency.meanMicros / 1e6);
}

/** Arms that cannot hold what is offered: their latency says how long the window was rather than how fast they are. */
export const fellBehind: Rule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const behind = trials.filter(isBehind);
    if (behind.length <= trials.length / 2) return [];
    const least = Math.min(...behind.map(({ load }) => answeredShare(load)));
    return [warn(loadWarnings.fellBehind, "note", { armId, ...seenAmong(behind, trials), leastShare: least })];
  });

/** Requests may be under way at the end; but more are where latency grows for want of answers. */
function isBehind(trial: MeasuredTrial): boolean {
  const { load } = trial;
  return load.pacing !== undefined && answeredShare(load) < loadThresholds.keptShare && growthOf(trial) !== null;
}

function answeredShare({ completedInWindow, counts }: MeasuredTrial["load"]): number {
  return counts.sent === 0 ? 1 : completedInWindow / counts.sent;
}

/**
 * Over the lives of both, what the client saw completed was finished by a worker, what a worker finished it had
 * started, and what it started the client had sent.
 */
export const countsDisagree: TrialRule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const wrong = trials.filter((trial) => reconciles(trial) === false);
    const [first] = wrong;
    if (first === undefined) return [];
    const { sent, completed } = first.load.lifetime;
    const { started, finished } = lifeOf(first.workers ?? []);
    return [
      warn(loadWarnings.countsDisagree, "suspect", {
        armId,
        ...seenAmong(wrong, trials),
        sentRequests: sent,
        completedRequests: completed,
        startedRequests: started,
        finishedRequests: finished,
      }),
    ];
  });

/** What nothing is known of but its answers: said once, so that nobody takes what is missing for nothing. */
export const notObserved: TrialRule = (evidence) =>
  perArm(evidence, (armId, trials) =>
    trials.some(({ workers }) => workers === null) ? [warn(loadWarnings.notObserved, "note", { armId })] : [],
  );

/** Workers that idle while another is full decide an arm's throughput, and its spread over trials. */
export const unevenSpread: Rule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const uneven = trials.filter((trial) => unevenness(trial) > loadThresholds.maxOverMean);
    const arm = evidence.run.plan.arms.find(({ id }) => id === armId);
    // Of a worker that is left out nobody knows why: what explains an uneven spread does not.
    if (uneven.length === 0 || arm === undefined || isLeftOut(arm, trials)) return [];
    return [
      warn(loadWarnings.unevenSpread, "note", {
        armId,
        ...seenAmong(uneven, trials),
        maxOverMeanRatio: Math.max(...uneven.map(unevenness)),
        advice: arm.facts.unevenness.action,
      }),
    ];
  });

/** TLS for every byte of one arm's clients, and for none of another's: part of what differs between them. */
export const schemesDiffer: TrialRule = ({ run, trials }) => {
  const secure = trials.filter(({ scheme }) => scheme === "https");
  if (secure.length === 0 || secure.length === trials.length) return [];
  const { arms } = run.plan;
  const isAsked = (id: string): boolean => secure.some(({ armId }) => armId === id);
  const namesOf = (isSecure: boolean): string =>
    arms.flatMap(({ id }) => (isAsked(id) === isSecure ? [id] : [])).join(", ");
  return [
    warn(loadWarnings.schemesDiffer, "note", {
      trials: indexesOf(trials.filter(({ scheme }) => scheme !== "https")),
      https: namesOf(true),
      http: namesOf(false),
      isOfApp: arms.every(({ deployment }) => deployment === undefined),
    }),
  ];
};

function unevenness(trial: MeasuredTrial): number {
  return maxOverMean(spreadOf(trial)?.work ?? []) ?? 1;
}

function lifeOf(workers: readonly WorkerResult[]): { readonly started: number; readonly finished: number } {
  const own = workers.filter((worker) => worker.role === "worker");
  return { started: sumOf(own, "lifetimeStarted"), finished: sumOf(own, "lifetimeFinished") };
}

/** Whether the counts agree; null where the workers' are not known, or not those of all. */
function reconciles(trial: MeasuredTrial): boolean | null {
  const { load, workers } = trial;
  if (workers === null || silentWorkers(trial).length > 0) return null;
  const { started, finished } = lifeOf(workers);
  return load.lifetime.completed <= finished && finished <= started && started <= load.lifetime.sent;
}
