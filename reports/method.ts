import {
  generatorsOf,
  type Arm,
  type Environment,
  type Load,
  type OpenLoad,
  type Plan,
  type Run,
  type Sweep,
} from "../harness/model/index.ts";
import { clock, list, plural, significant } from "../harness/units.ts";
import type { ReportInput } from "./report.ts";
import { placeInWords } from "./sweep-words.ts";
import { printable } from "./text.ts";

/** How the run was measured, in sentences for any format. Plain text: each format escapes it. */
export function methodSentences(input: ReportInput): readonly { readonly subject: string; readonly text: string }[] {
  const { plan } = input.run;
  const { sweep } = input.analysis;
  const load = plan.arms[0]?.load;
  return [
    {
      subject: "Fresh processes",
      text: "Every trial boots its target anew and proves that every process of it has ended before the next begins, because what the compiler optimised, how the heap lies and which connection landed on which worker differ from boot to boot.",
    },
    {
      subject: "Randomised blocks",
      text: `Each block runs every arm once, in an order drawn from seed ${plan.seed}, so that a slow minute of the machine falls on all arms alike. ${lengthSentences(input).join(" ")}`,
    },
    {
      subject: "Warm-up",
      text: `Each trial sends load for ${clock(plan.warmupSeconds)} before it measures for ${clock(plan.measuredSeconds)}${load?.kind === "open" ? "" : ", at the same concurrency"}. Every response’s status and body are checked; a wrong answer counts as a failure, never as a fast request.`,
    },
    ...(load === undefined
      ? []
      : [{ subject: "Load", text: sweep === null ? loadSentence(load) : sweepSentence(sweep) }]),
    {
      subject: "Intervals",
      text: `The sample is the trial, never the request. A metric’s value is the median over trials with an order-statistic interval; a ratio compares two arms within blocks (Hodges–Lehmann), with the interval of that pair by itself. Whether two arms differ is decided by exact rank tests, adjusted for every pair compared, so that the chance of even one false claim in ${sweep === null ? "a run" : "one place of the sweep"} is at most 5%. Percentiles of an arm come from all its trials’ histograms merged. No outlier is dropped.`,
    },
    {
      subject: "Requests that never ended",
      text: "Requests that timed out or were still pending count at the age that they had reached. A percentile that falls among them is a lower bound and is printed with ≥.",
    },
  ];
}

/** How many blocks were planned, and what became of them. */
function lengthSentences({ run, analysis: { replacedBlocks } }: ReportInput): readonly string[] {
  const { plan, earlyEnd } = run;
  const { blocks, looks } = plan;
  const planned =
    looks === undefined
      ? `${plural(blocks, "block was", "blocks were")} planned.`
      : `At most ${plural(blocks, "block was", "blocks were")} planned, with looks after ${list(looks.map(String))}: a run may end at a look once every pair of arms is told apart or shown to be the same, at bounds that keep the chance of a false claim over all the looks together (Pocock).`;
  const ended = {
    decided: (count: number) => `It ended after ${plural(count, "block")}, with every pair decided.`,
    time: (count: number) => `It ended after ${plural(count, "block")}, when its time was up.`,
  };
  const replaced = `${plural(replacedBlocks.length, "block was", "blocks were")} measured again because of what else the machine did meanwhile; the first figures do not count, whatever they were.`;
  return [
    planned,
    ...(earlyEnd === undefined ? [] : [ended[earlyEnd.because](earlyEnd.blocks)]),
    ...(replacedBlocks.length === 0 ? [] : [replaced]),
  ];
}

function sweepSentence({ places }: Sweep): string {
  return (
    `Closed loops: ${list(places.map(placeInWords))} connections, each waiting for its answer before it sends again. ` +
    "Strategies are compared where they have the same load, and each place is judged by itself. What is compared is the skew: " +
    "requests of the busiest worker over the mean of the workers, as they counted them. Windows are short, for where a " +
    "connection goes is decided when it is opened: read no speeds from a sweep."
  );
}

function loadSentence(load: Load): string {
  const mode = load.connectionMode === "keep-alive" ? "kept open" : "opened anew for every request";
  if (load.kind === "open") {
    return (
      `Open loop${generatorWords(load)}: requests are due at times decided beforehand, ${load.arrivals === "poisson" ? "at random as those of many independent users are (a Poisson process)" : "evenly"}, at ${ratesInWords(load)}, ` +
      `whatever becomes of the earlier ones; over at most ${plural(load.connections, "connection")}, ${mode}; where none is free they wait in the client. ` +
      `Latency counts from when a request was due, so that a stall is felt by everyone whom it would have hit; requests time out ${clock(load.timeoutSeconds)} after that. ` +
      "All arms are offered the same, so that they are compared on p99, not on throughput."
    );
  }
  return (
    `Closed loop${generatorWords(load)}: ${plural(load.connections, "connection")}, ${mode}, each waiting for its answer before it sends again; ` +
    `requests time out after ${clock(load.timeoutSeconds)}. This gives the throughput that so many clients get. ` +
    "It is blind to stalls by construction: while the server hangs, nobody sends, so few requests are there to be slow. " +
    "Do not read its latency as what users arriving at their own pace would see."
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

/** Words that a newcomer needs, in the order in which they build on each other. */
export const glossary: readonly { readonly word: string; readonly meaning: string }[] = [
  {
    word: "app",
    meaning: "An ordinary Node.js server. It is the same file in every arm, and does not know that it is measured.",
  },
  {
    word: "strategy",
    meaning:
      "A way to run one app on several workers, such as node:cluster, threads, or a proxy in front of processes.",
  },
  { word: "worker", meaning: "A process or thread that answers requests." },
  { word: "arm", meaning: "One of the things compared: a strategy with a number of workers, under a load." },
  {
    word: "trial",
    meaning: "One boot of one arm, warmed up and measured once. Results rest on the number of trials, not of requests.",
  },
  { word: "block", meaning: "Every arm once, in random order. Arms are compared within blocks." },
  { word: "baseline", meaning: "The arm that the others are compared with." },
  {
    word: "interval, [low, high]",
    meaning:
      "Where the true value plausibly lies, given how much the trials differed. A narrow one means that repeating the run would give nearly the same figure.",
  },
  {
    word: "not resolved",
    meaning: "The run cannot tell the two apart. They may be equal, or there are too few trials to see the difference.",
  },
  {
    word: "p50, p99",
    meaning:
      "Half of the requests were answered within p50, and 99 of 100 within p99. The slowest hundredth is what users remember.",
  },
  { word: "closed loop", meaning: "A load in which each connection waits for its answer before it sends again." },
  {
    word: "open loop",
    meaning: "A load in which requests are sent at their own times, whatever becomes of the earlier ones, as users do.",
  },
  {
    word: "generator",
    meaning:
      "The program that sends the requests. If it is the busiest part, the run measured it rather than the server.",
  },
  {
    word: "VALID, SUSPECT, INVALID",
    meaning: "Whether the run may be believed: yes; with the doubts that are listed; no, so nothing is ranked.",
  },
];

/** The commands that repeat the run and that write this report again from the saved run. */
export function commands({ program, command, plan }: Run): { readonly repeat: string; readonly render: string } {
  return { repeat: repeatCommand(program, withLoad(command, plan), plan.seed), render: `${program} report FOLDER` };
}

/** The rate that was offered, where the program chose it itself. */
function withLoad(command: readonly string[], { arms }: Pick<Plan, "arms">): readonly string[] {
  const load = arms[0]?.load;
  const [own, forApp] = partsOf(command);
  const isGiven = own.some((word) => /^(?:-l|--load)(?:$|=)/.test(word));
  const [point, ...more] = load?.kind === "open" ? load.profile : [];
  return point === undefined || more.length > 0 || isGiven
    ? command
    : [...own, "--load", `open:${point.rate}`, ...forApp];
}

/** The words of a command that are Broadside's, and those that are the app's: from a bare `--` on. */
function partsOf(command: readonly string[]): readonly [own: readonly string[], forApp: readonly string[]] {
  const end = command.indexOf("--");
  return end < 0 ? [command, []] : [command.slice(0, end), command.slice(end)];
}

/** The command that measures the same again, with the same seed, into a folder of its own. */
export function repeatCommand(program: string, command: readonly string[], seed: number): string {
  const [own, forApp] = partsOf(command);
  const words = withoutFolder(own);
  const seeded = words.some((word) => word === "--seed" || word.startsWith("--seed="));
  if (!seeded) words.push("--seed", String(seed));
  return [program, ...[...words, ...forApp].map(shellWord)].join(" ");
}

function isOutOption(word: string | undefined): boolean {
  return word === "--out" || word === "-o";
}

/** The words of a command without the folder for its results, which a second run may not share. */
function withoutFolder(command: readonly string[]): string[] {
  return command.filter(
    (word, index) => !isOutOption(word) && !isOutOption(command[index - 1]) && !/^(--out|-o)=/.test(word),
  );
}

/** A word as a POSIX shell would need it typed. */
function shellWord(word: string): string {
  const safe = printable(word);
  return /^[\w@%+=:,./-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", String.raw`'\''`)}'`;
}

/** The versions of Node.js that the app ran on. */
export function nodesInWords({ nodeVersion }: Environment, arms: readonly Pick<Arm, "node">[]): string {
  return printable(list([...new Set(arms.map(({ node }) => node?.version ?? nodeVersion))]), 80);
}

/** The machine and the software, as pairs to be listed. */
export function environmentFacts(
  { environment, toolVersion }: Pick<Run, "environment" | "toolVersion">,
  arms: readonly Pick<Arm, "sharesPort" | "node" | "software">[],
): readonly (readonly [name: string, value: string])[] {
  const { memoryBytes, physicalCores, availableParallelism, tcpMigrateReq = null } = environment;
  const hasNodes = arms.some(({ node }) => node !== undefined);
  const software = new Set(arms.flatMap((arm) => arm.software ?? []));
  const sharesPort = arms.some((arm) => arm.sharesPort === true);
  const facts: readonly (readonly [string, string | null])[] = [
    ["Node.js", `${environment.nodeVersion} (V8 ${environment.v8Version})`],
    [
      "Node.js of the app",
      hasNodes ? `${nodesInWords(environment, arms)}; the above runs Broadside, its load and its proxy` : null,
    ],
    ["Other software", software.size === 0 ? null : [...software].join(", ")],
    ["Broadside", toolVersion],
    ["Generator", environment.generatorVersion],
    ["CPU", environment.cpuModel],
    ["Cores", `${physicalCores} physical; Node.js may use ${availableParallelism}`],
    ["Memory", `${Math.round(memoryBytes / 1024 ** 2).toLocaleString("en-US")} MiB`],
    ["System", `${environment.distribution}, ${environment.platform}, kernel ${environment.kernel}`],
    ["Virtual machine", environment.virtualization],
    ["Frequency governor", environment.governor],
    ["Open-file limit", environment.fileLimit === null ? null : environment.fileLimit.toLocaleString("en-US")],
    ["tcp_migrate_req", sharesPort ? fateOfWaiting(tcpMigrateReq) : null],
    ["Fingerprint", environment.fingerprint],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [[name, printable(value)] as const]));
}

/** What becomes of connections that a closing worker has not accepted yet. */
function fateOfWaiting(tcpMigrateReq: boolean | null): string | null {
  if (tcpMigrateReq === null) return null;
  return tcpMigrateReq
    ? "1: connections that wait for a worker on a shared port go to another when it closes"
    : "0: connections that wait for a worker on a shared port are reset when it closes";
}

/** The settings that were the same for every arm. */
export function fairFacts({
  plan,
}: {
  readonly plan: Pick<Run["plan"], "fair">;
}): readonly (readonly [name: string, value: string])[] {
  const { backlog, keepAliveTimeoutSeconds, maxRequestsPerSocket, noDelay, uvThreadpoolSize } = plan.fair;
  return [
    ["Listen backlog", String(backlog)],
    ["Keep-alive timeout", clock(keepAliveTimeoutSeconds)],
    ["Requests per connection", maxRequestsPerSocket === 0 ? "unlimited" : String(maxRequestsPerSocket)],
    ["TCP_NODELAY", noDelay ? "on" : "off"],
    ["libuv threads per worker", String(uvThreadpoolSize)],
  ];
}
