/** A block that was disturbed and is measured again: when that is done it does not count, whatever its figures. */
export type ReplacedBlock = {
  readonly block: number;
  /** The block measured in its place. */
  readonly by: number;
  /** What disturbed it, with the trial. */
  readonly reason: string;
};
