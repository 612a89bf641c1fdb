import type { Arm } from "./plan.ts";

/** How work comes to be spread unevenly, as the end of a sentence; and what to do about it, which stands by itself. */
export type Unevenness = { readonly cause: string; readonly action: string };

/** Why the workers of a strategy have unequal shares of the requests where connections are kept, and what shows that. */
export type SkewReason = {
  /** Whether the interval of the busiest worker's share over the mean shows it, with what chance alone would give. */
  readonly shows: (skew: { readonly low: number; readonly high: number }, byChance: number) => boolean;
  /** The end of a sentence. */
  readonly sentence: string;
};

/** What a strategy states of itself, with the options that were chosen: figures are explained by it. */
export type StrategyFacts = {
  /** How people call it. */
  readonly title: string;
  /** It is the app alone, in one process: what others gain is held against it. */
  readonly isSingle: boolean;
  /** The work is done by a pool of threads that the app itself has. */
  readonly usesPoolOfApp: boolean;
  /** A primary accepts each connection and hands it to a worker. */
  readonly acceptsInPrimary: boolean;
  /** What passes through its primary whatever is requested; null where nothing does. */
  readonly alwaysThroughPrimary: string | null;
  /** What stands in front of the workers, as the first words of a sentence. */
  readonly front: string;
  /** All requests of one client, or with one key, go to one worker. */
  readonly isByKey: boolean;
  readonly unevenness: Unevenness;
  readonly skew: SkewReason | null;
};

/** An arm with what its strategy states of itself. */
export type StatedArm = Arm & { readonly facts: StrategyFacts };

/** A run, or a search, whose arms are stated: it is what analyses read. */
export type Stated<R extends Measured> = Omit<R, "plan"> & { readonly plan: StatedPlan<R["plan"]> };

export type StatedPlan<P extends Measured["plan"]> = Omit<P, "arms"> & { readonly arms: readonly StatedArm[] };

type Measured = { readonly plan: { readonly arms: readonly Arm[] } };
