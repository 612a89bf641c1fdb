import { BroadsideError, messageOf, systemCodeOf } from "../errors.ts";
import { hintForLimit, largerFiles } from "../system-hints.ts";

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "no space is left on the device",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file would be larger than allowed",
  ENOTDIR: "a part of the path is a file, not a folder",
  EEXIST: "a file of that name is in the way",
  EISDIR: "a folder of that name is in the way",
  ENOENT: "the folder is not there",
  ENAMETOOLONG: "the name is too long",
  EMFILE: "too many files are open",
  EIO: "the device has failed",
};

const makeRoom =
  "Make room for it. What was saved before is whole: a run, a search or a map goes on with --resume and its folder.";

const hints: Readonly<Record<string, string>> = {
  ENOSPC: makeRoom,
  EDQUOT: makeRoom,
  EFBIG: largerFiles,
  EIO: "dmesg tells more of it: choose an output folder on another device.",
};

/** `output-unwritable` for whatever the system refused; anything else is a bug and is given back as it is. */
export function writeFailure(path: string, thrown: unknown): unknown {
  const code = systemCodeOf(thrown);
  if (code === undefined || thrown instanceof BroadsideError) return thrown;
  return new BroadsideError(
    "output-unwritable",
    `Cannot write ${path}: ${reasons[code] ?? messageOf(thrown)} (${code}).`,
    hints[code] ?? hintForLimit(code) ?? "Make it writable, or choose another folder.",
    { cause: thrown },
  );
}
