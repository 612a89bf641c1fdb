import type { Warning } from "../harness/model/index.ts";
import { list } from "../harness/units.ts";

/** An arm of which the same is said, and those figures of what is said that are others than the first's. */
type Likewise = { readonly armId: string; readonly figures: readonly string[] };

/** A warning of one arm or of the run, and the other arms of which the like is said. */
export type WarningGroup = { readonly first: Warning; readonly likewise: readonly Likewise[] };

/** A number that stands by itself, with its unit, what it is a part of, or the others of its list: `7.61%`, `2 of 8`, `trials 3 and 7`. */
const number = String.raw`\d+(?:[.,]\d+)*`;
const unit = "(?: ?(?:%|µs|ms|s|B|[KMGT]iB))";
const figures = new RegExp(
  String.raw`(?<![\p{L}\d.])(?:(?:numbers?|trials?) )?${number}(?:(?:, ${number})* and ${number}| of ${number})?${unit}?(?![\p{L}\d])`,
  "gu",
);

/** What is said, whatever the figures. */
function wordsOf({ code, severity, meaning, action }: Warning): string {
  return [code, severity, meaning.replace(figures, "#"), action].join("\n");
}

/** Which trials it were is told where each arm has its own place. */
function otherFigures({ meaning }: Warning, first: Warning): readonly string[] {
  const known = first.meaning.match(figures) ?? [];
  return (meaning.match(figures) ?? []).filter((one, index) => one !== known[index] && !/^(?:number|trial)/.test(one));
}

/** In the order given; what differs between arms in its figures alone is one group, so that it need be read only once. */
export function groupWarnings(warnings: readonly Warning[]): readonly WarningGroup[] {
  const groups: { readonly first: Warning; readonly likewise: Likewise[] }[] = [];
  for (const warning of warnings) {
    const { armId } = warning;
    const group = groups.find(
      ({ first, likewise }) =>
        wordsOf(first) === wordsOf(warning) &&
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
    likewise.map(({ armId, figures: own }) =>
      own.length === 0 ? nameOf(armId) : `${nameOf(armId)} (${own.join(", ")})`,
    ),
  );
}
