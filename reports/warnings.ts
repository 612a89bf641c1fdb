import type { Warning } from "../harness/model/index.ts";
import { clock, coresInWords, duration, list, percent, plural, significant } from "../harness/units.ts";

/** A warning of an arm of which the same is said as of the first of its group. */
type Likewise = { readonly armId: string; readonly figures: readonly string[] };

/** A warning of one arm or of the run, and the other arms of which the like is said. */
export type WarningGroup = { readonly first: Warning; readonly likewise: readonly Likewise[] };

const units: readonly (readonly [suffix: string, format: (value: number) => string])[] = [
  ["Micros", duration],
  ["Seconds", clock],
  ["Share", (value) => percent(value, 2)],
  ["Cores", coresInWords],
  ["Ratio", (value) => `${significant(value, 2)} times`],
  ["Requests", (value) => plural(value, "request")],
];

/** A figure by the unit in its name, `1.2 ms` for `lagMicros`; by the rest of its name too, `1.2 ms lag`, where it is asked for. */
function inWords(name: string, value: number, isNamed: boolean): string {
  const [suffix = "", format = significant] = units.find(([unit]) => name.endsWith(unit)) ?? [];
  const words = name.slice(0, name.length - suffix.length).replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return isNamed ? `${format(value)} ${words}` : format(value);
}

/** Tell where one trial has it, and of no other what was found. */
const isExample = (name: string): boolean => name.startsWith("which");

/** What is said, whatever the numbers in it; of what has other numbers something else is said. */
function saidOf({ code, severity, action, figures }: Warning): string {
  const names = Object.keys(figures).toSorted();
  const rest = Object.entries(figures).filter(([name, value]) => typeof value !== "number" && !isExample(name));
  return JSON.stringify([code, severity, action, names, rest]);
}

/** Numbers that are others than the first's, with how many trials have it; which those are is told where each arm has its own place. */
function otherFigures({ figures, trials }: Warning, first: Warning): readonly string[] {
  const all = figures["ofTrials"];
  const isElsewhere = trials?.length !== first.trials?.length || all !== first.figures["ofTrials"];
  const seen = trials === undefined || all === undefined || !isElsewhere ? [] : [`${trials.length} of ${String(all)}`];
  const others = Object.entries(figures).flatMap(([name, value]) =>
    typeof value !== "number" || name === "ofTrials" || value === first.figures[name] ? [] : [{ name, value }],
  );
  // Of one figure the sentence before tells what it is; of several each is told.
  return [...others.map(({ name, value }) => inWords(name, value, others.length > 1)), ...seen];
}

/** In the order given; what differs between arms in its figures alone is one group, so that it need be read only once. */
export function groupWarnings(warnings: readonly Warning[]): readonly WarningGroup[] {
  const groups: { readonly first: Warning; readonly likewise: Likewise[] }[] = [];
  for (const warning of warnings) {
    const { armId } = warning;
    const group = groups.find(
      ({ first, likewise }) =>
        saidOf(first) === saidOf(warning) &&
        first.armId !== undefined &&
        first.armId !== armId &&
        !likewise.some((other) => other.armId === armId),
    );
    if (group === undefined || armId === undefined) groups.push({ first: warning, likewise: [] });
    else group.likewise.push({ armId, figures: otherFigures(warning, group.first) });
  }
  return groups;
}

/** `cluster-os and nginx (12.3 ms, 6 of 8)`: each arm with the figures that are its own; nothing where there is none. */
export function othersInWords(likewise: readonly Likewise[], nameOf: (armId: string) => string): string {
  return list(
    likewise.map(({ armId, figures }) =>
      figures.length === 0 ? nameOf(armId) : `${nameOf(armId)} (${figures.join(", ")})`,
    ),
  );
}
