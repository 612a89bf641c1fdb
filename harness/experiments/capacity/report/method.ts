import type { CapacityRun } from "../model.ts";
import { clock, percent, plural } from "../../../units.ts";
import { generatorWords } from "../../../../reports/method.ts";
import { renderCommand, repeatCommand } from "../../../../reports/repeat.ts";

/** How the search was made, in sentences for any format. Plain text: each format escapes it. */
export function capacityMethod({ plan }: CapacityRun): readonly { readonly subject: string; readonly text: string }[] {
  const [arm] = plan.arms;
  const { objectives, arrivals, connections, search, warmupSeconds } = plan;
  const { saturations, shortSeconds, fullSeconds, fewestRequests, step, confirmations } = search;
  const kept = objectives.map(({ text }) => text).join(" and ");
  return [
    {
      subject: "Open load",
      text: `Requests are sent${arm === undefined ? "" : generatorWords(arm.load)} at times decided beforehand, ${arrivals === "poisson" ? "at random, like those of many independent users (a Poisson process)" : "evenly"}, regardless of earlier ones, over ${connections === null ? "twice as many connections as requests that may be in flight while the objectives are met, at least 256" : `at most ${plural(connections, "connection")}; where none is free, they wait in the client`}. Latency is measured from when a request was due, so a stall counts for every request it would have delayed.`,
    },
    {
      subject: "Objectives",
      text: `A trial meets them if ${kept}; if all requests offered are answered within the window, except 1% or, where that is more, the number in flight by Little’s law; and if latency does not grow both by 10 ms per second, as it does where the rate is 1% too high, and by half of the bound over the window.`,
    },
    {
      subject: "Search",
      text: `Each arm is first driven by a closed loop (${plural(saturations, "trial")}). From 80% of that throughput, the rate is raised or lowered in growing steps until one trial meets the objectives and one misses them, then bisected to ${percent(step - 1, 1)}; then ${plural(confirmations, "trial")} at each end must agree${confirmations >= 6 && confirmations < 29 ? " (three more if one disagrees)" : ""}; rates at which they disagree lie inside the interval, whose ends are then searched as far outside as those rates are apart. Each end is claimed separately. The arms take turns, in an order drawn from seed ${plan.seed}, so a slow minute of the machine affects all equally.`,
    },
    {
      subject: "Trials",
      text: `Every trial boots a fresh target, warms it up at the same rate for ${clock(warmupSeconds)} and measures for ${clock(fullSeconds)} (${clock(shortSeconds)} while searching), or, up to a minute, for as long as ${fewestRequests} requests take to arrive. The sample is the trial, never the request.`,
    },
    {
      subject: "Left out",
      text: "Trials during which other programs or the hypervisor took CPU time are discarded, up to a quarter of all; they are listed.",
    },
    {
      subject: "Queue",
      text: "As a sanity check, the mean latency at the rate held is predicted from the lower rates by Allen and Cunneen’s approximation for several servers (Erlang’s C for the chance to wait, the service time from the closed-loop throughput). It is shown only where it is within 20% of the measured value.",
    },
    {
      subject: "Scaling law",
      text: "Closed-loop throughput by number of workers, N/(1 + σ(N − 1) + κN(N − 1)), fitted to the trials by least squares of relative errors; Amdahl’s law (κ = 0) unless AICc prefers the Universal Scalability Law. The interval covers every curve compatible with the trials at 95% (the Universal Scalability Law and powers of N), the measurements themselves, and beyond the largest count a straight line through the upper half. A law is claimed only with at least six worker counts and two trials of each, if it fits within the error between trials, the lower half of the counts predicts the upper half, its interval at the largest count is within ±25%, workers were busy, and the generator had room. It extends to at most half as many workers again as were measured, and only as far as the lower half predicts the upper.",
    },
  ];
}

/** The commands that measure again and that write this report again. */
export function capacityCommands({ program, command, plan }: CapacityRun): {
  readonly repeat: string;
  readonly render: string;
} {
  return { repeat: repeatCommand(program, command, plan.seed), render: renderCommand(program) };
}
