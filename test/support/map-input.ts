import { analyseMap } from "../../harness/experiments/map/analysis/index.ts";
import { statedMap } from "../../harness/experiments/map/stated.ts";
import {
  mapSchemaName,
  mapSchemaVersion,
  type MapPlace,
  type MapRun,
  type MeasuredMap,
} from "../../harness/experiments/map/model.ts";
import type { Run } from "../../harness/model/index.ts";
import type { MapReportInput } from "../../harness/experiments/map/report/report.ts";
import { aWarning } from "./a-warning.ts";
import { makeRun, withLoad } from "./trials.ts";

const arms = ["single", "cluster-round-robin", "worker-threads"] as const;

/** Throughput of each arm in a place, req/s; null where it is not measured. */
export type PlaceShape = readonly [single: number, cluster: number, threads: number] | "not-measured" | "wrong-answers";

export type MapShape = {
  readonly connections: readonly number[];
  /** By workload, then by connections. */
  readonly workloads: Readonly<Record<string, readonly PlaceShape[]>>;
};

const usual: MapShape = {
  connections: [4, 16, 64],
  workloads: {
    "about 1 ms of CPU": [
      [900, 1_000, 890],
      [900, 1_500, 1_600],
      [900, 1_500, 1_500],
    ],
    "about 5 ms of CPU": [
      [190, 190, 190],
      [190, 350, 350],
      [190, 350, 390],
    ],
    "20 ms of waiting, then about 1 ms of CPU": ["wrong-answers", [700, 700, 500], "not-measured"],
  },
};

/** ±1%, the same every time. */
function wobble(armId: string, block: number): number {
  return 1 + (((armId.length * 5 + block * 7) % 9) - 4) / 400;
}

function runOf(place: PlaceShape, connections: number, title: string): Run {
  const figures = typeof place === "string" ? [500, 800, 900] : place;
  const run = makeRun({
    arms: arms.map((id) => ({ id, strategy: id, workers: id === "single" ? 1 : 2 })),
    blocks: 6,
    connections,
    throughput: (armId, block) => (figures[arms.findIndex((id) => id === armId)] ?? 0) * wobble(armId, block),
    ...(place === "wrong-answers"
      ? {
          trial: (trial) =>
            withLoad(trial, {
              counts: { ...trial.load.counts, completed: 0, failed: trial.load.counts.completed },
              completedInWindow: 0,
            }),
        }
      : {}),
  });
  const named = { ...run, plan: { ...run.plan, title } };
  return place === "not-measured" ? { ...named, trials: [], finishedAt: null } : named;
}

/** A map whose numbers are made up; the same shape gives the same map. */
export function makeMap({ connections, workloads }: MapShape = usual): MeasuredMap {
  const rows = Object.entries(workloads).map(([title, places], index) => ({ id: `w${index + 1}`, title, places }));
  const cells = rows.flatMap(({ id, title, places }, row) =>
    places.map((place, column) => {
      const count = connections[column] ?? 0;
      return {
        cell: { workloadId: id, connections: count, folder: `cells/${row + 1}-${count}` },
        run: runOf(place, count, `${title}, ${count} connections`),
      };
    }),
  );
  const runs = cells.map(({ run }) => run);
  const [first] = runs;
  if (first === undefined) throw new RangeError("a map has a place");
  const { toolVersion, createdAt, environment, program, plan } = first;
  const map: MapRun = {
    schema: mapSchemaName,
    version: mapSchemaVersion,
    toolVersion,
    createdAt,
    finishedAt: runs.every(({ finishedAt }) => finishedAt !== null) ? "2026-03-14T09:41:12.000Z" : null,
    program,
    command: ["map", "--scenario", plan.scenario],
    scenario: plan.scenario,
    title: "A sales report",
    description: "Every request groups, sorts and sums sales.",
    seed: 1,
    environment,
    workloads: rows.map(({ id, title }) => ({ id, title })),
    cells: cells.map(({ cell }) => cell),
  };
  return { map, runs };
}

function analysed(shape: MapShape): MapReportInput {
  const measured = makeMap(shape);
  return { measured, analysis: analyseMap(statedMap(measured)) };
}

const usualInput = analysed(usual);

export function mapInput(shape?: MapShape): MapReportInput {
  return shape === undefined ? usualInput : analysed(shape);
}

/** The fixture with every name, message and path that comes from outside made of `name`. */
export function hostileMapInput(name: string): MapReportInput {
  const { measured, analysis } = mapInput();
  const reason = aWarning({ title: name, meaning: name, action: name, armId: name });
  const withDoubt = (place: MapPlace): MapPlace => ({
    ...place,
    sentence: name,
    seal: { status: "SUSPECT", reasons: [reason] },
  });
  const map = {
    ...measured.map,
    command: ["map", "--scenario", name],
    scenario: name,
    title: name,
    description: name,
    environment: { ...measured.map.environment, cpuModel: name, distribution: name },
  };
  return {
    measured: { ...measured, map },
    analysis: {
      ...analysis,
      headline: name,
      details: [name],
      seal: { status: "SUSPECT", reasons: [reason] },
      arms: analysis.arms.map(({ armId }, index) => ({ armId, title: `${name}${index}` })),
      workloads: analysis.workloads.map((workload, index) => ({
        ...workload,
        title: `${name}${index}`,
        sentence: name,
      })),
      places: analysis.places.map(withDoubt),
      notApplicable: [{ strategy: name, reason: name }],
    },
  };
}
