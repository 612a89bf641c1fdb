import type { Analysis, ArmSummary, Plan, Run, TrialResult, Warning } from "../../harness/model/index.ts";
import type { ReportInput } from "../../reports/report.ts";
import { fixtureInput } from "./analysis.ts";
import { isWholeGrid } from "./grid.ts";

/** Names that have broken reports, spreadsheets and terminals before. Those that could run set `window.pwned`. */
export const hostileNames: readonly string[] = [
  "<script>window.pwned=1;alert(1)</script>",
  '"><img src=x onerror="window.pwned=1;alert(1)">',
  "'><svg onload=alert(1)>",
  "</style><script>window.pwned=1</script>",
  "</title></desc></svg><script>window.pwned=1</script>",
  "]]><script>window.pwned=1</script>",
  "=cmd|'/c calc'!A1",
  "+1",
  "@x",
  "-1",
  "\t=1+1",
  "\r=1+1",
  "x".repeat(2_000),
  "word ".repeat(400),
  "مرحبا بالعالم",
  "\u202egnp.exe\u202c",
  "👩‍👩‍👧‍👦 family ×4",
  `e${"\u0301".repeat(300)}`,
  "zero\u200bwidth\u200djoiner\ufeff",
  "日本語のクラスタ",
  "\u001b[31mred\u001b[0m\u001b]0;title\u0007",
  "\u009b31mred",
  "line\nbreak\r\nand\u2028more",
  "null\u0000byte",
  "\ud800 lone surrogate",
  "a|b|c",
  "`code` **bold** [link](javascript:alert(1)) ![i](http://example.com/x.png)",
  "```\nfence",
  "${x} {{y}} <%= z %>",
  "&lt;b&gt; &amp;",
  'fill="#1b2430" class="f-ink"',
  "__proto__",
  "constructor",
  "",
];

/** For what takes long to draw: one for each kind of harm, or all in the whole grid. What is quick is tried with all. */
export const hostileInGrid: readonly string[] = isWholeGrid
  ? hostileNames
  : [
      '"><img src=x onerror="window.pwned=1;alert(1)">',
      "</title></desc></svg><script>window.pwned=1</script>",
      "word ".repeat(400),
      "\u001b[31mred\u001b[0m\u001b]0;title\u0007",
      "\ud800 lone surrogate",
      "`code` **bold** [link](javascript:alert(1)) ![i](http://example.com/x.png)",
      "",
    ];

/** The fixture with every name, message and path that comes from outside made of `name`. */
export function hostileInput(name: string): ReportInput {
  const { run, analysis } = fixtureInput();
  const renamed = new Map(run.plan.arms.map((arm, index) => [arm.id, index === 0 ? name : `${name}${index}`]));
  const rename = (armId: string): string => renamed.get(armId) ?? armId;
  return { run: hostileRun(run, name, rename), analysis: hostileAnalysis(analysis, name, rename) };
}

type Rename = (armId: string) => string;

function hostileRun(run: Run, name: string, rename: Rename): Run {
  const { plan, environment } = run;
  return {
    ...run,
    command: ["run", "--scenario", name],
    plan: hostilePlan(plan, name, rename),
    environment: { ...environment, cpuModel: name, distribution: name },
    trials: run.trials.map((trial) => hostileTrial(trial, name, rename)),
  };
}

function hostilePlan(plan: Plan, name: string, rename: Rename): Plan {
  return {
    ...plan,
    scenario: name,
    title: name,
    description: name,
    baselineArmId: rename(plan.baselineArmId),
    arms: plan.arms.map((arm) => ({ ...arm, id: rename(arm.id), strategy: name })),
    notApplicable: [{ strategy: name, reason: name }],
    trials: plan.trials.map((trial) => ({ ...trial, armId: rename(trial.armId) })),
  };
}

function hostileTrial(trial: TrialResult, name: string, rename: Rename): TrialResult {
  const armId = rename(trial.armId);
  if (trial.status === "measured") return { ...trial, armId };
  return { ...trial, armId, failure: { code: name, message: name, hint: name } };
}

function hostileAnalysis(analysis: Analysis, name: string, rename: Rename): Analysis {
  const warn = (warning: Warning): Warning => ({
    ...warning,
    meaning: name,
    action: name,
    ...(warning.armId === undefined ? {} : { armId: rename(warning.armId) }),
  });
  return {
    ...analysis,
    verdict: { ...analysis.verdict, headline: name, details: [name], bestSet: analysis.verdict.bestSet.map(rename) },
    seal: { ...analysis.seal, reasons: analysis.seal.reasons.map(warn) },
    baselineArmId: rename(analysis.baselineArmId),
    arms: analysis.arms.map((arm) => hostileArm(arm, name, rename)),
    comparisons: analysis.comparisons.map((pair) => ({ ...pair, a: rename(pair.a), b: rename(pair.b) })),
    warnings: analysis.warnings.map(warn),
    findings: [{ code: "skew", armIds: [rename(analysis.baselineArmId)], figures: {}, sentence: name }],
  };
}

function hostileArm(arm: ArmSummary, name: string, rename: Rename): ArmSummary {
  return {
    ...arm,
    armId: rename(arm.armId),
    strategy: name,
    title: name,
    failedTrials: arm.failedTrials.map((trial) => ({ ...trial, message: name, hint: name })),
    kinds: arm.kinds.map((kind, index) => ({ ...kind, name: `${name}${index}` })),
    bottleneck: { limit: "unclear", sentence: name, others: name },
    failures: [{ kind: name, count: 1, example: name }],
  };
}
