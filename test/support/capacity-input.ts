import { statedSearch } from "../../harness/experiments/capacity/stated.ts";
import { analyseCapacity } from "../../harness/experiments/capacity/analysis/index.ts";
import type { CapacityReportInput } from "../../harness/experiments/capacity/report/report.ts";
import { makeCapacityRun, type CapacityShape } from "./capacity.ts";

const counts = [1, 2, 4, 6, 8, 12];

/** Amdahl's law with 4% contention: one worker holds 130 req/s. */
function limitOf(armId: string): number {
  const workers = Number(/×(\d+)$/.exec(armId)?.[1] ?? 1);
  return (130 * workers) / (1 + 0.04 * (workers - 1));
}

/** ±1%, the same every time. */
function wobble(trial: number): number {
  return 1 + (((trial * 7) % 5) - 2) / 200;
}

const shape: CapacityShape = {
  arms: [
    "single",
    ...counts.map((workers) => ({ strategy: "cluster-os", id: `cluster-os×${workers}`, workers })),
    { strategy: "worker-threads", id: "worker-threads", workers: 8 },
  ],
  limit: limitOf,
  saturation: (armId, trial) => 1.2 * limitOf(armId) * wobble(trial),
  plan: {
    notApplicable: [{ strategy: "nginx", reason: "nginx is not installed" }],
    search: { saturations: 6 },
  },
};

function inputOf(made: CapacityShape): CapacityReportInput {
  const run = makeCapacityRun(made);
  return { run, analysis: analyseCapacity(statedSearch(run)) };
}

let fixture: CapacityReportInput | undefined;

/** A search with a law of scaling, more workers than cores, and an arm with one worker count. */
export function capacityInput(): CapacityReportInput {
  return (fixture ??= inputOf(shape));
}

/** One that was ended early. */
export function endedCapacityInput(): CapacityReportInput {
  return inputOf({ ...shape, most: 60 });
}

/** One in which no rate met the objective. */
export function missedCapacityInput(): CapacityReportInput {
  return inputOf({ arms: ["single", "worker-threads"], limit: () => 0.01, saturation: () => 160 });
}

/** The fixture with every name, message and path that comes from outside made of `name`. */
export function hostileCapacityInput(name: string): CapacityReportInput {
  const { run, analysis } = capacityInput();
  const renamed = new Map(run.plan.arms.map(({ id }, index) => [id, index === 0 ? name : `${name}${index}`]));
  const rename = (armId: string): string => renamed.get(armId) ?? armId;
  const hostile = <T extends { readonly meaning: string; readonly action: string }>(warning: T): T => ({
    ...warning,
    meaning: name,
    action: name,
  });
  return {
    run: {
      ...run,
      command: ["capacity", "--scenario", name],
      plan: {
        ...run.plan,
        scenario: name,
        title: name,
        description: name,
        arms: run.plan.arms.map((arm) => ({ ...arm, id: rename(arm.id), strategy: name })),
        objectives: run.plan.objectives.map((objective) => ({ ...objective, text: name })),
        notApplicable: [{ strategy: name, reason: name }],
      },
      environment: { ...run.environment, cpuModel: name, distribution: name },
    },
    analysis: {
      ...analysis,
      headline: name,
      details: [name],
      arms: analysis.arms.map((arm) => ({
        ...arm,
        armId: rename(arm.armId),
        strategy: name,
        title: name,
        sentence: name,
        missedBecause: name,
        points: arm.points.map((point) => ({ ...point, reasons: [name] })),
      })),
      bestSet: analysis.bestSet.map(rename),
      warnings: analysis.warnings.map(hostile),
      scaling: analysis.scaling.map((one) => ({
        ...one,
        label: name,
        title: name,
        armIds: one.armIds.map(rename),
        refusals: [name],
      })),
      sizing: {
        labels: analysis.sizing.labels.map(() => name),
        titles: analysis.sizing.titles.map(() => name),
        rows: analysis.sizing.rows.map(({ rate, cells }) => ({
          rate,
          cells: cells.map((cell, index) => (index === 0 ? { kind: "refused" as const, reason: name } : cell)),
        })),
      },
    },
  };
}
