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
      text: `Requests are sent${arm === undefined ? "" : generatorWords(arm.load)} at times that are decided beforehand, ${arrivals === "poisson" ? "at random as those of many independent users are (a Poisson process)" : "evenly"}, whatever becomes of the earlier ones, over ${connections === null ? "twice as many connections as requests may be under way while the objectives are kept, 256 at least" : `at most ${plural(connections, "connection")}; where none is free they wait in the client`}. Latency counts from the time at which a request was due, so that a stall is seen by everyone whom it would have hit.`,
    },
    {
      subject: "Objectives",
      text: `A trial meets them when ${kept}, what was offered is answered within the window but for 1% or, where that is more, what may be under way by Little’s law; and when latency does not grow, by 10 ms each second as it does where the rate is 1% too high, and by half of the bound over the window.`,
    },
    {
      subject: "Search",
      text: `Each arm is pushed by a closed loop first (${plural(saturations, "trial")}). From 80% of what it gave, the rate is raised or lowered in growing strides until one trial meets the objectives and one misses them, then bisected to ${percent(step - 1, 1)}; then ${plural(confirmations, "trial")} at each end must agree${confirmations >= 6 && confirmations < 29 ? " (three more where one contradicts)" : ""}; rates at which they contradict one another lie inside the interval, whose ends are then looked for as far outside as those rates lie apart. Each end is claimed by itself. The arms take turns, in an order drawn from seed ${plan.seed}, so that a slow minute of the machine falls on all alike.`,
    },
    {
      subject: "Trials",
      text: `Every trial boots its target anew, warms it up at the same rate for ${clock(warmupSeconds)} and measures for ${clock(fullSeconds)} (${clock(shortSeconds)} while it searches), or, up to a minute, for as long as ${fewestRequests} requests take to come. The sample is the trial, never the request.`,
    },
    {
      subject: "Left out",
      text: "Trials during which other programs or the hypervisor took CPU time are not counted, up to a quarter of all; they are listed.",
    },
    {
      subject: "Queue",
      text: "As a check of sanity, the mean latency at the rate that is held is predicted from the lower rates by Allen and Cunneen’s approximation for several servers (Erlang’s C for the chance to wait, the service time from the closed-loop throughput). It is shown only where it comes within 20% of what was measured.",
    },
    {
      subject: "Law of scaling",
      text: "Closed-loop throughput over the number of workers, N/(1 + σ(N − 1) + κN(N − 1)), by least squares of relative errors over trials; Amdahl’s law (κ = 0) unless AICc prefers the Universal Scalability Law. The interval holds every curve that the trials are compatible with at 95%: of the Universal Scalability Law, and of a power of N; what was measured itself; and beyond the largest count a straight line through the upper half. A law is claimed with six worker counts and two trials of each or more, where it fits within the error between trials, where the lower half of the counts predicts the upper half, where its interval at the largest count is within ±25%, where workers were busy, and where the generator had room. It speaks of half as many workers again as were measured, at most, and only as far as the lower half predicts the upper.",
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
