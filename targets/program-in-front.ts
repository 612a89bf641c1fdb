import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { aProcessEach, behindProxy } from "./facts.ts";
import { checkWith, findProgram, missingProgram, programVersion, runAsProxy } from "./programs.ts";
import type { Scheme, ServerSettings } from "./protocol.ts";
import { optionValue, type Strategy } from "./strategy.ts";
import { startWorkers } from "./workers.ts";

/** How long a program in front waits for a response: longer than any client, whose own timeout is to decide. */
export const longestAnswerSeconds = 3_600;

/** What a program's configuration is made from. */
export type FrontSettings = {
  /** How it picks a worker, by the name that we give it. */
  readonly balancer: string;
  /** The same in the program's own words. */
  readonly method: string;
  readonly port: number;
  /** The workers' ports, and how they are spoken to. */
  readonly upstreams: readonly number[];
  readonly scheme: Scheme;
  /** The most that it takes of a request's line and headers. */
  readonly maxHeadBytes: number;
} & Pick<ServerSettings, "backlog" | "keepAliveTimeoutSeconds">;

/** A program of the machine that balances requests over workers. */
export type Front = Pick<Strategy, "name" | "title" | "summary" | "extraProcesses"> & {
  /** Processes of the program. */
  readonly processes: number;
  /** How to get it, as a command of a system that has it. */
  readonly install: string;
  /** The program's own words for each balancer; the first is the default. */
  readonly methods: Readonly<Record<string, string>>;
  /** The same for balancers that are followed by `=` and a name. */
  readonly namedMethods: Readonly<Record<string, (name: string) => string>>;
  /** Name of its configuration file. */
  readonly file: string;
  readonly configuration: (settings: FrontSettings) => string;
  /** Arguments that make it judge its configuration, and that make it run in the foreground, given its folder. */
  readonly checkArgs: (folder: string) => readonly string[];
  readonly runArgs: (folder: string) => readonly string[];
};

/** The program's own words for a balancer; throws a RangeError when it has none. */
function methodOf({ name: program, methods, namedMethods }: Front, balancer: string): string {
  const [kind = "", name = ""] = balancer.split("=", 2);
  const plain = Object.entries(methods).find(([known]) => known === balancer);
  if (plain !== undefined) return plain[1];
  const named = Object.entries(namedMethods).find(([known]) => known === kind);
  if (named === undefined || !/^\w[\w-]*$/.test(name)) throw new RangeError(`${program} has no balancer "${balancer}"`);
  return named[1](name);
}

/** Writes the configuration into the folder and has the program judge it; rejects with what it said. */
export async function configure(front: Front, settings: Omit<FrontSettings, "method">, folder: string): Promise<void> {
  const method = methodOf(front, settings.balancer);
  writeFileSync(join(folder, front.file), front.configuration({ ...settings, method }));
  await checkWith(commandOf(front), front.checkArgs(folder));
}

function commandOf({ name }: Front): string {
  return findProgram(name) ?? name;
}

/** A strategy with the program in front of N processes of the app. */
export function programInFront(front: Front): Strategy {
  const { name, title, summary, extraProcesses, processes, install, methods, namedMethods } = front;
  const [usual = "", ...others] = Object.keys(methods);
  const strategy: Strategy = {
    name,
    title,
    summary,
    options: {
      balancer: {
        describe: `how ${name} picks a worker for a request`,
        values: [usual, ...others],
        namedValues: Object.keys(namedMethods),
      },
    },
    extraProcesses,
    processes: aProcessEach({ proxy: processes }),
    runsAppInProcesses: true,
    needs: name,
    facts: (options) => behindProxy(options, name),
    missing: () => missingProgram(name, install),
    software: () => programVersion(name, ["-v"]),
    notApplicable: () => null,
    boot: async (context) => {
      const { options, port: wanted, settings, claimPort, folder } = context;
      const { scheme, ports: upstreams, maxHeadBytes } = await startWorkers(context);
      const port = await claimPort(wanted);
      const place = folder();
      const balancer = optionValue(strategy, options, "balancer");
      await configure(front, { ...settings, balancer, port, upstreams, scheme, maxHeadBytes }, place);
      return (await runAsProxy(context, port, commandOf(front), front.runArgs(place))).port;
    },
  };
  return strategy;
}
