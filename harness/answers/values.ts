import { memberOf } from "./difference.ts";

/** More than these are not told apart: the answer is taken as a whole. */
const mostLeaves = 50_000;

/** The values of a JSON body by their paths, each as JSON; of anything else the whole as `the text`. */
function leavesOf(body: Uint8Array): ReadonlyMap<string, string> {
  const text = new TextDecoder().decode(body);
  const whole = new Map([["the text", text]]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return whole;
  }
  const leaves = new Map<string, string>();
  const open: (readonly [path: string, value: unknown])[] = [["$", value]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [path, own] = next;
    if (leaves.size + open.length > mostLeaves) return whole;
    if (Array.isArray(own) && own.length > 0) {
      for (const [index, item] of own.entries()) open.push([`${path}[${index}]`, item]);
    } else if (typeof own === "object" && own !== null && Object.keys(own).length > 0) {
      for (const [name, item] of Object.entries(own)) open.push([path + memberOf(name), item]);
    } else leaves.set(path, JSON.stringify(own));
  }
  return leaves;
}

export type Leaves = ReadonlyMap<string, readonly (string | undefined)[]>;

/** Every value of several bodies, by its path; undefined for a body that has none there. */
export function valuesOf(bodies: readonly Uint8Array[]): Leaves {
  const each = bodies.map(leavesOf);
  const paths = new Set(each.flatMap((leaves) => [...leaves.keys()]));
  return new Map([...paths].toSorted().map((path) => [path, each.map((leaves) => leaves.get(path))]));
}

/** The paths at which bodies differ from one another. */
export function varyingPaths(values: Leaves): readonly string[] {
  return [...values].filter(([, own]) => own.some((value) => value !== own[0])).map(([path]) => path);
}

/**
 * What is always the same in base, and something else in head: `$.version is "1.2" in base, "1.3" in head`. What varies
 * within base is left out.
 */
export function valueDifferences(base: readonly Uint8Array[], head: readonly Uint8Array[]): readonly string[] {
  const [was, is] = [valuesOf(base), valuesOf(head)];
  const paths = new Set([...was.keys(), ...is.keys()]);
  return [...paths].flatMap((path) => {
    const [own, others] = [was.get(path) ?? [undefined], is.get(path) ?? [undefined]];
    const [first] = own;
    if (own.some((value) => value !== first)) return [];
    const other = others.find((value) => value !== first);
    if (others.every((value) => value === first)) return [];
    return [`${path} is ${shown(first)} in base, ${shown(other)} in head`];
  });
}

const longestShown = 60;

function shown(value: string | undefined): string {
  if (value === undefined) return "missing";
  return value.length > longestShown ? `${value.slice(0, longestShown)}…` : value;
}
