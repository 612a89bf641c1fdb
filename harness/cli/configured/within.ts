import { describeFound } from "../../configuration/describe-problem.ts";
import { type LoadedConfig, configProblem } from "../../configuration/load.ts";
import { BroadsideError } from "../../errors.ts";

export type File = Omit<LoadedConfig, "config">;

/** Where in a file something is: `["requests", 1, "method"]`. */
export type Place = readonly (string | number)[];

/**
 * What `read` makes of a value of the file.
 * @throws BroadsideError `config-invalid`, in place of what `read` throws of a value that cannot be
 */
export function within<Result>({ name }: File, place: Place, value: unknown, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof BroadsideError) || error.code === "config-invalid") throw error;
    const right = error.hint.replace(/\.$/, "");
    throw configProblem(name, `${describeFound(place, value)}; ${right.charAt(0).toLowerCase()}${right.slice(1)}`);
  }
}
