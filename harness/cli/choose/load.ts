import type { ArrivalProcess, ClosedLoad, Load, Scenario } from "../../model/index.ts";
import { BroadsideError } from "../../errors.ts";
import { plural } from "../../units.ts";
import { parseLoad } from "../load-option.ts";
import { wholeNumber, wholeNumbers } from "../values.ts";
import { chooseDuration, chooseSeed, chooseWarmup } from "./times.ts";

const generatorRange = { min: 1, max: 64 };

/**
 * Connections of an open load, at most: enough that requests seldom wait for one, as those of as many users would not.
 * With few, the client would hand each request to whichever worker is free first, as no crowd of users does.
 */
const openConnections = 256;

type LoadArguments = {
  readonly load?: string | undefined;
  readonly arrivals?: ArrivalProcess | undefined;
  readonly connections: string | undefined;
  readonly generators: string | undefined;
  readonly duration: string | undefined;
  readonly warmup: string | undefined;
  readonly seed: string | undefined;
};

type LoadDefaults = Pick<
  Scenario,
  "connections" | "connectionMode" | "timeoutSeconds" | "warmupSeconds" | "measuredSeconds"
>;

/** The load of each trial, and the seed of their order: what was asked for, or the defaults and a seed that is drawn. */
export function chooseLoad(argv: LoadArguments, defaults: LoadDefaults) {
  const { duration, warmup, seed, arrivals } = argv;
  const shape = parseLoad(argv.load ?? "closed");
  if (shape === null && arrivals !== undefined) {
    throw new BroadsideError(
      "usage",
      "--arrivals goes with an open load",
      "In a closed loop each connection waits for its answer; give a rate: --load open:200",
    );
  }
  const ownSeconds = shape?.seconds;
  // A trace lasts as long as it says, within what --duration may be.
  const measuredSeconds = chooseDuration(
    duration ?? (ownSeconds === undefined ? undefined : `${ownSeconds}s`),
    defaults.measuredSeconds,
  );
  const pool = choosePool(argv, {
    ...defaults,
    connections: shape === null ? defaults.connections : openConnections,
  });
  const load: Load =
    shape === null
      ? { kind: "closed", ...pool }
      : { kind: "open", arrivals: arrivals ?? "poisson", profile: shape.profileOver(measuredSeconds), ...pool };
  return {
    load,
    warmupSeconds: chooseWarmup(warmup, defaults.warmupSeconds),
    measuredSeconds,
    seed: chooseSeed(seed),
  };
}

/** The connections of a load, and the processes that share them. */
function choosePool(
  argv: Pick<LoadArguments, "connections" | "generators">,
  { connections: usual, connectionMode, timeoutSeconds }: LoadDefaults,
): Omit<ClosedLoad, "kind"> {
  const connections = argv.connections === undefined ? usual : chooseConnections(argv.connections);
  const generators = chooseGenerators(argv.generators);
  refuseIdleGenerators(generators, connections);
  return { connections, connectionMode, timeoutSeconds, ...(generators === 1 ? {} : { generators }) };
}

/** The processes that share the connections of a load. */
export function chooseGenerators(text: string | undefined): number {
  return text === undefined ? 1 : wholeNumber("generators", text, generatorRange);
}

/** Throws `bad-option` when there would be processes without a connection. */
export function refuseIdleGenerators(generators: number, connections: number): void {
  if (generators <= connections) return;
  throw new BroadsideError(
    "bad-option",
    `--generators is ${generators}, and there are ${plural(connections, "connection")} to share`,
    "Each process needs a connection of its own: give fewer --generators, or more connections (of a sweep, more --workers).",
  );
}

/** The most connections of an open load. */
export function chooseOpenConnections(text: string | undefined): number {
  return text === undefined ? openConnections : chooseConnections(text);
}

const connectionRange = { min: 1, max: 10_000 };

export function chooseConnections(text: string): number {
  return wholeNumber("connections", text, connectionRange);
}

/** Several numbers of connections of a closed loop, ascending. */
export function chooseConnectionCounts(text: string): readonly number[] {
  return wholeNumbers("connections", text, connectionRange).toSorted((a, b) => a - b);
}
