import { generatorsOf, type Load, type OpenLoad, type Plan, type Sweep } from "../harness/model/index.ts";
import { clock, list, plural, significant } from "../harness/units.ts";
import type { ReportInput } from "./report.ts";
import { placeInWords } from "./sweep-words.ts";

/** How the run was measured, in sentences for any format. Plain text: each format escapes it. */
export function methodSentences(input: ReportInput): readonly { readonly subject: string; readonly text: string }[] {
  const { plan } = input.run;
  const { sweep } = input.analysis;
  const load = plan.arms[0]?.load;
  return [
    {
      subject: "Fresh processes",
      text: "Every trial boots a fresh target and proves that all its processes that can be found have ended before the next begins, because compiler optimisations, heap layout and the assignment of connections to workers differ from boot to boot.",
    },
    {
      subject: "Randomised blocks",
      text: `Each block runs every arm once, in an order drawn from seed ${plan.seed}, so a slow minute of the machine affects all arms alike. ${lengthSentences(input).join(" ")}`,
    },
    {
      subject: "Warm-up",
      text: `Each trial sends load for ${clock(plan.warmupSeconds)} before it measures for ${clock(plan.measuredSeconds)}${load?.kind === "open" ? "" : ", at the same concurrency"}. Every response’s status and body are checked; a wrong response counts as a failure, never as a fast request.`,
    },
    ...(load === undefined
      ? []
      : [{ subject: "Load", text: sweep === null ? loadSentence(load) : sweepSentence(sweep) }]),
    {
      subject: "Intervals",
      text: intervalSentences(plan, sweep).join(" "),
    },
    {
      subject: "Requests that never completed",
      text: "A request that timed out or was still pending counts as taking as long as we had waited for it. A percentile that falls among these is a lower bound, printed with ≥.",
    },
  ];
}

function intervalSentences({ gate }: Plan, sweep: Sweep | null): readonly string[] {
  return [
    "The sample is the trial, never the request.",
    "A metric’s value is the median over trials with an order-statistic interval; a ratio compares two arms within blocks (Hodges–Lehmann), with the interval of that pair alone.",
    ...(gate === undefined
      ? []
      : [
          "A gate decides by exact one-sided signed-rank tests over its pairs, with the error level shared by everything judged; the comparisons in this report are those of any run.",
        ]),
    `Whether two arms differ is decided by exact rank tests, adjusted for every pair compared, so the chance of even one false claim in ${sweep === null ? "a run" : "one load point of the sweep"} is at most 5%.`,
    "Percentiles next to an arm’s name come from the merged histograms of all its trials; under “Every figure”, in summary.csv and in a trend, a percentile is the median over trials, like any metric.",
    "No outlier is dropped.",
  ];
}

/** How many blocks were planned, and what became of them. */
function lengthSentences({ run, analysis: { replacedBlocks } }: ReportInput): readonly string[] {
  const { plan, earlyEnd } = run;
  const { blocks, looks, gate } = plan;
  const lookedAt = list((looks ?? []).map(String));
  const planned =
    looks === undefined
      ? `${plural(blocks, "block was", "blocks were")} planned.`
      : gate !== undefined
        ? `At most ${plural(blocks, "block was", "blocks were")} planned, with looks after ${lookedAt}: a gate ends at a look once everything judged has passed or something is found worse, at bounds that limit the chance of a false claim over all looks together (O’Brien and Fleming).`
        : `At most ${plural(blocks, "block was", "blocks were")} planned, with looks after ${lookedAt}: a run may end at a look once every pair of arms is told apart or shown to be the same, at bounds that limit the chance of a false claim over all looks together (Pocock).`;
  const ended = {
    decided: (count: number) =>
      gate === undefined
        ? `It ended after ${plural(count, "block")}, with every pair decided.`
        : `It ended after ${plural(count, "block")}, ${looks?.includes(count) === true ? "where a look decided it" : "since no further pair could have changed the outcome"}.`,
    time: (count: number) => `It ended after ${plural(count, "block")}, when time ran out.`,
  };
  const replaced = `${plural(replacedBlocks.length, "block was", "blocks were")} measured again because of other activity on the machine; the first figures do not count, whatever they were.`;
  return [
    planned,
    ...(earlyEnd === undefined ? [] : [ended[earlyEnd.because](earlyEnd.blocks)]),
    ...(replacedBlocks.length === 0 ? [] : [replaced]),
  ];
}

function sweepSentence({ places }: Sweep): string {
  return (
    `Closed loops: ${list(places.map(placeInWords))} connections, each waiting for its response before it sends again. ` +
    "Strategies are compared under the same load, and each load point is judged separately. The metric is the skew: " +
    "requests of the busiest worker over the mean of the workers, as they counted them. Windows are short, because where a " +
    "connection goes is decided when it is opened: do not read speeds from a sweep."
  );
}

function loadSentence(load: Load): string {
  const mode = load.connectionMode === "keep-alive" ? "kept open" : "opened for every request";
  if (load.kind === "open") {
    return (
      `Open loop${generatorWords(load)}: requests are due at times decided beforehand, ${load.arrivals === "poisson" ? "at random, like those of many independent users (a Poisson process)" : "evenly"}, at ${ratesInWords(load)}, ` +
      `regardless of earlier ones; over at most ${plural(load.connections, "connection")}, ${mode}; where none is free, they wait in the client. ` +
      `Latency is measured from when a request was due, so a stall counts for every request it would have delayed; requests time out ${clock(load.timeoutSeconds)} after that. ` +
      "All arms are offered the same load, so they are compared on p99, not on throughput."
    );
  }
  return (
    `Closed loop${generatorWords(load)}: ${plural(load.connections, "connection")}, ${mode}, each waiting for its response before it sends again; ` +
    `requests time out after ${clock(load.timeoutSeconds)}. This gives the throughput that this many clients get. ` +
    "It is blind to stalls by construction: while the server hangs, nobody sends, so there are few slow requests. " +
    "Do not read its latency as that of users arriving at their own pace."
  );
}

/** ` by 2 generator processes`; nothing where it is one. */
export function generatorWords(load: Load): string {
  const generators = generatorsOf(load);
  return generators === 1 ? "" : ` by ${generators} generator processes`;
}

/** `200 req/s`, `100 to 500 req/s`. */
export function ratesInWords({ profile }: OpenLoad): string {
  const rates = profile.map(({ rate }) => rate);
  const [least, most] = [Math.min(...rates), Math.max(...rates)];
  return least === most ? `${significant(most)} req/s` : `${significant(least)} to ${significant(most)} req/s`;
}

/** The load in a few words: `closed loop, 64 connections`, `open loop, 200 req/s`. */
export function loadInWords(load: Load): string {
  return load.kind === "open"
    ? `open loop, ${ratesInWords(load)}`
    : `closed loop, ${plural(load.connections, "connection")}`;
}
