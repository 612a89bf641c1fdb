import type { Deployment, MeasuredTrial, Run } from "../../harness/model/index.ts";
import { makeRun } from "./trials.ts";

export const unobserved: Deployment = {
  url: "http://127.0.0.1:8080/shop",
  isRemote: false,
  commandTimeoutSeconds: 120,
};

/** A run of a single process and of a deployment, of which nothing but its answers was seen: it gives twice as much. */
export function unobservedRun(change: (trial: MeasuredTrial) => MeasuredTrial = (trial) => trial): Run {
  return makeRun({
    arms: ["single", { strategy: "external", deployment: unobserved }],
    throughput: (armId, block) => (armId === "external" ? 1_600 : 800) + block,
    trial: (trial) =>
      trial.armId === "external"
        ? change({
            ...trial,
            workers: null,
            processes: null,
            times: { ...trial.times, bootSeconds: null },
            machine: { ...trial.machine, foreignCpuShare: null },
          })
        : trial,
  });
}
