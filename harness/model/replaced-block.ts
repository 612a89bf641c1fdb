/** Why a trial is worth measuring again: what of the machine had a part in it, or which worker did not report. */
export type Disturbance = {
  readonly cause: "steal" | "foreign-cpu" | "unread";
  /** `other programs used 12% of the CPU time`. */
  readonly inWords: string;
};

/** A block that was disturbed and is measured again: when that is done it does not count, whatever its figures. */
export type ReplacedBlock = {
  readonly block: number;
  /** The block measured in its place. */
  readonly by: number;
  /** What disturbed it, with the trial. */
  readonly reason: string;
};
