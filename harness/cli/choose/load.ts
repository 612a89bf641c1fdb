import type { ArrivalProcess, ClosedLoad, Load, Scenario } from "../../model/index.ts";
import { BroadsideError } from "../../errors.ts";
import { plural } from "../../units.ts";
import type { OpenShape } from "../load-option.ts";
import { drawSeed } from "./times.ts";

/**
 * Connections of an open load, at most: enough that requests seldom wait for one, as those of as many users would not.
 * With few, the client would hand each request to whichever worker is free first, as no crowd of users does.
 */
export const openConnections = 256;

type LoadArguments = {
  /** Null for a closed loop. */
  readonly load?: OpenShape | null | undefined;
  readonly arrivals?: ArrivalProcess | undefined;
  readonly connections?: number | undefined;
  readonly generators: number | undefined;
  readonly duration: number | undefined;
  readonly warmup: number | undefined;
  readonly seed: number | undefined;
};

type LoadDefaults = Pick<
  Scenario,
  "connections" | "connectionMode" | "timeoutSeconds" | "warmupSeconds" | "measuredSeconds"
>;

/** The load of each trial, and the seed of their order: what was asked for, or the defaults and a seed that is drawn. */
export function chooseLoad(argv: LoadArguments, defaults: LoadDefaults) {
  const { load: shape = null, duration, warmup, seed, arrivals } = argv;
  if (shape === null && arrivals !== undefined) {
    throw new BroadsideError(
      "usage",
      "--arrivals needs an open load",
      "In a closed loop, each connection waits for its response; give a rate: --load open:200",
    );
  }
  const measuredSeconds = duration ?? shape?.seconds ?? defaults.measuredSeconds;
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
    warmupSeconds: warmup ?? defaults.warmupSeconds,
    measuredSeconds,
    seed: seed ?? drawSeed(),
  };
}

/** The connections of a load, and the processes that share them. */
function choosePool(
  { connections: asked, generators = 1 }: Pick<LoadArguments, "connections" | "generators">,
  { connections: usual, connectionMode, timeoutSeconds }: LoadDefaults,
): Omit<ClosedLoad, "kind"> {
  const connections = asked ?? usual;
  refuseIdleGenerators(generators, connections);
  return { connections, connectionMode, timeoutSeconds, ...(generators === 1 ? {} : { generators }) };
}

/** Throws `bad-option` when there would be processes without a connection. */
export function refuseIdleGenerators(generators: number, connections: number): void {
  if (generators <= connections) return;
  throw new BroadsideError(
    "bad-option",
    `--generators is ${generators}, but there are only ${plural(connections, "connection")} to share`,
    "Each process needs its own connection: give fewer --generators, or more connections (in a sweep, more --workers).",
  );
}
