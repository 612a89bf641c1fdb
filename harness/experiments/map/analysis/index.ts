import type { MapAnalysis, MapCell, MapPlace, Margin, StatedMap, Workload, WorkloadSummary } from "../model.ts";
import type { Analysis, ArmSummary, Estimate, Run, Seal, Stated } from "../../../model/index.ts";
import { contendersOf } from "../../../plan.ts";
import { list, plural, significant } from "../../../units.ts";
import { causesFirst } from "../../../analysis/causes.ts";
import { analyse } from "../../../analysis/index.ts";
import { cpuPerRequestId, p50Id, throughputId } from "../../../analysis/metrics.ts";
import { takesMachine } from "../../../analysis/warnings/machine.ts";

/**
 * Who wins where, from the runs of a map: each place is judged by its own run alone, as `run` would. Pure: the same runs give the same map.
 */
export function analyseMap({ map, runs }: StatedMap): MapAnalysis {
  const places = map.cells.flatMap((cell, index) => {
    const run = runs[index];
    return run === undefined ? [] : [placeOf(cell, run)];
  });
  const [first] = runs;
  const workloadTitles = new Map(map.workloads.map(({ id, title }) => [id, title]));
  const nameOf = ({ workloadId, connections }: MapCell): string =>
    `${workloadTitles.get(workloadId) ?? workloadId}, ${plural(connections, "connection")}`;
  const arms =
    first === undefined ? [] : contendersOf(first.plan).map(({ id, facts }) => ({ armId: id, title: facts.title }));
  return {
    headline: headlineOf(places),
    details: detailsOf(places, nameOf),
    seal: sealOfAll(places, nameOf),
    arms,
    baselineArmId: first?.plan.baselineArmId ?? "",
    workloads: map.workloads.map((workload) => summariseWorkload(workload, places, first?.plan.baselineArmId)),
    connections: [...new Set(map.cells.map(({ connections }) => connections))].sort((a, b) => a - b),
    places,
    notApplicable: first?.plan.notApplicable ?? [],
  };
}

function placeOf(cell: MapCell, run: Stated<Run>): MapPlace {
  const analysis = analyse(run);
  const { seal, verdict, baselineArmId } = analysis;
  const measured = analysis.arms.filter((arm) => arm.measuredTrials > 0);
  const arms = measured
    .flatMap((arm) => {
      const throughput = estimateOf(arm, throughputId);
      if (throughput === null) return [];
      const [p50Micros, cpuMicros] = [p50Id, cpuPerRequestId].map((id) => estimateOf(arm, id)?.value ?? null);
      return [{ armId: arm.armId, throughput, p50Micros: p50Micros ?? null, cpuMicros: cpuMicros ?? null }];
    })
    .sort((a, b) => b.throughput.value - a.throughput.value);
  const best = arms.map(({ armId }) => armId).filter((id) => verdict.bestSet.includes(id));
  const behind = arms.map(({ armId }) => armId).filter((id) => best.length > 0 && !best.includes(id));
  const over = (rivals: readonly string[]): Margin | null =>
    rivals.flatMap((rival) => best.flatMap((leader) => marginOf(analysis, leader, rival) ?? []))[0] ?? null;
  return {
    ...cell,
    outcome: outcomeOf(run, analysis, best.length === measured.length),
    best,
    margin: over(behind),
    overBaseline: over(behind.filter((id) => id === baselineArmId)),
    arms,
    seal,
    sentence: run.trials.length === 0 ? "Not measured." : verdict.headline,
  };
}

function outcomeOf(run: Run, { verdict }: Analysis, allShare: boolean): MapPlace["outcome"] {
  if (run.trials.length === 0) return "not-measured";
  if (!verdict.ranked) return "not-ranked";
  return allShare ? "no-difference" : "winner";
}

/** Throughput of one arm over another's within blocks, where the two were told apart. */
function marginOf({ comparisons }: Analysis, armId: string, over: string): Margin | null {
  for (const { a, b, ratio, outcome } of comparisons) {
    if (outcome === "not-resolved") continue;
    if (a === armId && b === over) return { armId, over, ratio };
    if (a === over && b === armId) return { armId, over, ratio: inverse(ratio) };
  }
  return null;
}

function inverse(ratio: Estimate): Estimate {
  const { value, low, high } = ratio;
  return { ...ratio, value: 1 / value, low: high === null ? null : 1 / high, high: low === null ? null : 1 / low };
}

function estimateOf(arm: ArmSummary, id: string): Estimate | null {
  return arm.metrics.find(({ metric }) => metric.id === id)?.estimate ?? null;
}

/** Invalid where no place can be believed; suspect where any is in doubt. One reason for each kind of doubt, by what explains the rest. */
function sealOfAll(places: readonly MapPlace[], nameOf: (place: MapPlace) => string): Seal {
  const measured = places.filter(({ outcome }) => outcome !== "not-measured");
  const doubted = measured.filter(({ seal }) => seal.status !== "VALID");
  if (doubted.length === 0) return { status: "VALID", reasons: [] };
  const doubts = doubted.flatMap((place) => place.seal.reasons.map((reason) => ({ place, reason })));
  const byCode = Map.groupBy(doubts, ({ reason }) => reason.code);
  const reasons = [...byCode.values()].flatMap((alike) => {
    const shown = alike.find(({ reason }) => takesMachine(reason)) ?? alike[0];
    if (shown === undefined) return [];
    const { armId, trials: _, ...reason } = shown.reason;
    const others = new Set(alike.map(({ place }) => place.folder)).size - 1;
    const also = others === 0 ? "" : ` The same in ${plural(others, "other cell")}.`;
    const where = `${nameOf(shown.place)}${armId === undefined ? "" : `, ${armId}`}`;
    return [{ ...reason, meaning: `${where}: ${reason.meaning}${also}` }];
  });
  return {
    status: measured.every(({ seal }) => seal.status === "INVALID") ? "INVALID" : "SUSPECT",
    reasons: causesFirst(reasons),
  };
}

function headlineOf(places: readonly MapPlace[]): string {
  const ranked = places.filter(({ outcome }) => outcome === "winner" || outcome === "no-difference");
  if (ranked.length === 0) return "No cell of the map could be ranked.";
  const won = ranked.filter(({ outcome }) => outcome === "winner");
  if (won.length === 0) return `No difference was resolved in any of ${plural(ranked.length, "cell")}.`;
  const wins = [...Map.groupBy(won, ({ best }) => best.toSorted().join("\n"))]
    .map(([, alike]) => ({ best: alike[0]?.best ?? [], count: alike.length }))
    .sort((a, b) => b.count - a.count);
  const [most, ...others] = wins.map(({ best, count }, index) => {
    const verb = best.length > 1 ? "share first place in" : "wins";
    return `${list(best)} ${verb} ${count}${index === 0 ? ` of ${plural(ranked.length, "cell")}` : ""}`;
  });
  const none = ranked.length - won.length;
  const open = none === 0 ? "" : `; in ${none} no difference was resolved`;
  return `${[most ?? "", ...others].join("; ")}${open}.`;
}

const mostUnranked = 3;

function detailsOf(places: readonly MapPlace[], nameOf: (place: MapPlace) => string): readonly string[] {
  const unranked = places.filter(({ outcome }) => outcome === "not-ranked");
  const unmeasured = places.filter(({ outcome }) => outcome === "not-measured").length;
  const further = unranked.length - mostUnranked;
  return [
    ...unranked.slice(0, mostUnranked).map((place) => `${nameOf(place)}: ${place.sentence}`),
    ...(further > 0 ? [`${plural(further, "further cell")} could not be ranked.`] : []),
    ...(unmeasured === 0 ? [] : [`${plural(unmeasured, "cell was", "cells were")} not measured.`]),
    "Each cell is a separate run, judged on its own at a 5% chance of a false claim: among many cells, some may be wrong by chance.",
  ];
}

function summariseWorkload(
  workload: Workload,
  places: readonly MapPlace[],
  baselineArmId: string | undefined,
): WorkloadSummary {
  const own = places
    .filter(({ workloadId }) => workloadId === workload.id)
    .toSorted((a, b) => a.connections - b.connections);
  const [fewest] = own;
  const baseline = fewest?.arms.find(({ armId }) => armId === baselineArmId);
  return { ...workload, cpuMicros: baseline?.cpuMicros ?? null, sentence: sentenceOf(own) };
}

/** `single at 4 connections, worker-threads at 16 and 64 (1.07 to 1.12 times the next).` */
function sentenceOf(places: readonly MapPlace[]): string {
  const kinds = Map.groupBy(places, ({ outcome, best }) =>
    outcome === "winner" ? best.toSorted().join("\n") : outcome,
  );
  const parts = [...kinds].map(([, alike]) => {
    const at = `at ${list(alike.map(({ connections }) => String(connections)))} connections`;
    const [{ outcome, best } = { outcome: "not-measured", best: [] }] = alike;
    if (outcome === "winner")
      return `${list(best)}${best.length > 1 ? ", not told apart," : ""} ${at}${marginsInWords(alike)}`;
    return `${{ "no-difference": "no difference resolved", "not-ranked": "not ranked", "not-measured": "not measured" }[outcome]} ${at}`;
  });
  return `${parts.join("; ")}.`;
}

function marginsInWords(places: readonly MapPlace[]): string {
  const ratios = places.flatMap(({ margin }) => margin?.ratio.value ?? []);
  if (ratios.length === 0) return "";
  const [least, most] = [significant(Math.min(...ratios)), significant(Math.max(...ratios))];
  return ` (${least === most ? least : `${least} to ${most}`} times the next)`;
}
