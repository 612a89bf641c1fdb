import type { ArmSummary, RoleSummary } from "../../harness/model/index.ts";
import { bytes, duration, significant } from "../../harness/units.ts";
import type { Drawing } from "../drawing.ts";
import { armLabels, labelOf, none, notObserved } from "../figures.ts";
import type { ReportInput } from "../report.ts";
import { html, name } from "./html.ts";
import type { SafeHtml } from "./html.ts";
import { figure, table } from "./parts.ts";
import type { Section } from "./parts.ts";

/** Beside the arm and the role. */
const figureColumns = 6;

export function resourcesSection({ analysis }: ReportInput, drawings: readonly Drawing[]): Section {
  const labels = armLabels(analysis);
  const row = (arm: ArmSummary, role: RoleSummary): readonly SafeHtml[] => [
    name(labelOf(labels, arm.armId)),
    html`${role.role}`,
    html`${role.processes}`,
    html`${duration(role.cpuMicrosPerRequest)}`,
    html`${significant(role.coresUsed)}`,
    html`${significant(role.busiestCores)}`,
    html`${role.rssIdleBytes > 0 ? bytes(role.rssIdleBytes) : none}`,
    html`${bytes(role.rssLoadBytes)}`,
  ];
  const unseen = ({ armId }: ArmSummary): readonly SafeHtml[] => [
    name(labelOf(labels, armId)),
    html`target`,
    ...Array.from({ length: figureColumns }, () => html`${notObserved}`),
  ];
  const columns = [
    { title: "Arm", kind: "text" },
    { title: "Role", kind: "text" },
    { title: "Processes", kind: "number" },
    { title: "CPU per request", kind: "number" },
    { title: "Cores used", kind: "number" },
    { title: "Busiest process", kind: "number" },
    { title: "Memory, idle", kind: "number" },
    { title: "Memory, loaded", kind: "number" },
  ] as const;
  const rows = analysis.arms.flatMap((arm) => [
    ...(arm.isObserved ? [] : [unseen(arm)]),
    ...arm.roles.map((role) => row(arm, role)),
  ]);
  const body = [
    figure(drawings, "cpu"),
    figure(drawings, "memory"),
    ...(rows.length === 0 ? [] : [table("CPU and memory by role, medians over trials", columns, rows)]),
  ];
  return { id: "resources", title: "CPU and memory", body };
}
