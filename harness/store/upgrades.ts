/** Makes the next version of what a saved file of the one before holds. What it does not know it leaves to be refused. */
export type Upgrade = (saved: Fields) => Fields;

export type Fields = Readonly<Record<string, unknown>>;

/** Version 2 of a run. */
export const runWithoutTrialWarnings: Upgrade = (run) => ({
  ...run,
  trials: each(run["trials"], withoutTrialWarnings),
});

/** Version 2 of a capacity search. */
export const searchWithoutTrialWarnings: Upgrade = (search) => ({
  ...search,
  probes: each(search["probes"], (probe) =>
    isObject(probe) ? { ...probe, trial: withoutTrialWarnings(probe["trial"]) } : probe,
  ),
});

/** Trials had a list of warnings that was always empty. */
function withoutTrialWarnings(trial: unknown): unknown {
  if (!isObject(trial) || !Array.isArray(trial["warnings"]) || trial["warnings"].length > 0) return trial;
  const { warnings: _, ...others } = trial;
  return others;
}

export function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Every item of a list; what is no list stays. */
function each(list: unknown, upgrade: (item: unknown) => unknown): unknown {
  return Array.isArray(list) ? list.map(upgrade) : list;
}
