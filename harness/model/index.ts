export * from "./analysis.ts";
export * from "./gate.ts";
export * from "./plan.ts";
export * from "./run.ts";
export * from "./scenario.ts";
export * from "./trial.ts";
export * from "./warning.ts";
