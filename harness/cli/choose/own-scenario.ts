import { basename, extname } from "node:path";
import { standard } from "../../../scenarios/standard.ts";
import type { RequestKind, Scenario } from "../../model/index.ts";
import type { Start } from "../../start/read-start.ts";
import { list, plural } from "../../units.ts";
import { makeRequest } from "./request.ts";

type Settings = Omit<Scenario, "app" | "requests" | "dependencies" | "bound" | "variations">;

/** What is said of a scenario of the user's own: the rest has a default. */
export type SaidOfOwn = {
  readonly requests?: readonly RequestKind[] | undefined;
  readonly settings?: { readonly [Key in keyof Settings]?: Settings[Key] | undefined };
};

/** Connections for a server of the user's own: some for each of the workers that most machines run. */
const usualConnections = 32;

/** What a server of the user's own is asked for unless it is said. */
export const usualRequests: readonly RequestKind[] = [makeRequest({ path: "/" })];

/** A scenario made from a server of the user's own. For a map, each of its requests is a workload of its own. */
export function ownScenario(start: Start, said: SaidOfOwn = {}): Scenario {
  const what = "Your own server, unchanged, under each strategy.";
  const called = start.called ?? basename(start.app.script);
  return { ...ownSubject({ name: nameOf(start), called, what }, said), app: start.app };
}

/** What it is called that is measured, unless that is said: by a short name, within a title, and in a sentence. */
type Naming = { readonly name: string; readonly called: string; readonly what: string };

/** The same but for the app, which there may not be. */
export function ownSubject(
  { name, called, what }: Naming,
  { requests = usualRequests, settings = {} }: SaidOfOwn,
): Omit<Scenario, "app"> {
  const { workers, nodes, containers, load, objectives } = settings;
  const { dependencies } = standard;
  return {
    name: settings.name ?? name,
    title: settings.title ?? titleOf(called, requests),
    description: settings.description ?? `${what} ${describe(requests)}`,
    bound: "unknown",
    dependencies,
    requests,
    connectionMode: settings.connectionMode ?? "keep-alive",
    connections: settings.connections ?? usualConnections,
    timeoutSeconds: settings.timeoutSeconds ?? standard.timeoutSeconds,
    warmupSeconds: settings.warmupSeconds ?? standard.warmupSeconds,
    measuredSeconds: settings.measuredSeconds ?? standard.measuredSeconds,
    ...(settings.measuredSeconds === undefined ? {} : { isDurationSaid: true }),
    blocks: settings.blocks ?? standard.blocks,
    strategies: settings.strategies ?? standard.strategies,
    ...(workers === undefined ? {} : { workers }),
    ...(nodes === undefined ? {} : { nodes }),
    ...(containers === undefined ? {} : { containers }),
    ...(load === undefined ? {} : { load }),
    ...(objectives === undefined ? {} : { objectives }),
    ...(requests.length === 1
      ? {}
      : {
          variations: requests.map((each) => ({ name: each.name, title: each.name, dependencies, requests: [each] })),
        }),
  };
}

/** What a server is called that has no other name: as its package, where that is what was started, or as its script. */
export function nameOf({ app, called }: Start): string {
  return called?.replace(/^@/, "").replaceAll(/[^\w.-]+/g, "-") ?? basename(app.script, extname(app.script));
}

/** Requests that a title names, at most. */
const fewNames = 3;

function titleOf(called: string, requests: readonly RequestKind[]): string {
  const names = requests.map(({ name }) => name);
  return `${names.length > fewNames ? plural(names.length, "request") : list(names)} of ${called}`;
}

function describe(requests: readonly RequestKind[]): string {
  const isAnyAnswer = requests.every(({ expect }) => Object.keys(expect).length === 0);
  return isAnyAnswer ? "Any 2xx response counts as correct." : "A response that is not as expected counts as failed.";
}
