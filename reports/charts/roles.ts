import type { Layer, Size } from "./chart.ts";
import type { RoleSummary } from "../../harness/model/index.ts";
import { paint } from "../theme.ts";
import { pixelY } from "./rows.ts";

type RoleName = RoleSummary["role"];
type DrawnRole = (typeof roleOrder)[number];

/**
 * From the work itself to what only measures it. The supervisor, which starts and stops the others, is no cost of the
 * strategy; the metrics leave it out too.
 */
export const roleOrder = ["worker", "primary", "proxy", "generator"] as const satisfies readonly RoleName[];

const roleColours: Readonly<Record<DrawnRole, string>> = {
  worker: paint("blue"),
  primary: paint("orange"),
  proxy: paint("green"),
  generator: paint("grey"),
};

export type Segment = {
  readonly role: DrawnRole;
  readonly start: number;
  readonly end: number;
  readonly middle: number;
  readonly top: number;
  readonly bottom: number;
  readonly centre: number;
};

/** A bar's roles, one after the other, `thickness` px thick about `centre`. */
export function stack<One extends { readonly role: RoleName }>(
  roles: readonly One[],
  value: (role: One) => number,
  centre: number,
  thickness: number,
): readonly Segment[] {
  let start = 0;
  return roleOrder.flatMap((role) => {
    const size = roles.filter((one) => one.role === role).reduce((sum, one) => sum + value(one), 0);
    if (!(size > 0)) return [];
    const segment = { role, start, end: start + size, middle: start + size / 2 };
    start += size;
    return [{ ...segment, top: centre - thickness / 2, bottom: centre + thickness / 2, centre }];
  });
}

/** Bars of roles, with a legend, and the role's name written into each part that has room for it. */
export function stackLayers(
  segments: readonly Segment[],
  x: Readonly<Record<string, unknown>> & { readonly type: "quantitative" },
  longest: number,
  size: Size,
): readonly Layer[] {
  const present = roleOrder.filter((role) => segments.some((segment) => segment.role === role));
  const legend = {
    orient: "top",
    title: null,
    symbolType: "square",
    symbolStrokeWidth: 0,
    columns: size === "wide" ? 4 : 3,
  } as const;
  const scale = { domain: present, range: present.map((role) => roleColours[role]) };
  const named = segments.filter(
    ({ start, end, role }) => (end - start) / longest > (size === "wide" ? 0.0105 : 0.022) * (role.length + 1),
  );
  return [
    {
      data: { values: segments },
      mark: { type: "rect", stroke: paint("paper"), strokeWidth: 1 },
      encoding: {
        x: { ...x, field: "start" },
        x2: { field: "end" },
        y: pixelY("top"),
        y2: { field: "bottom" },
        color: { field: "role", type: "nominal", scale, legend },
      },
    },
    {
      data: { values: named },
      mark: { type: "text", fontSize: 10.5, baseline: "middle", color: paint("onBlue") },
      encoding: { x: { ...x, field: "middle" }, y: pixelY("centre"), text: { field: "role" } },
    },
  ];
}
