/**
 * What to do about what the system refused, by its code or its words for that, as a shell takes it. Node.js raises its own
 * soft limit of open files to the hard one, so that the hard one is what it meets: only root may raise that, for a shell and
 * what it starts.
 */

const plenty = 65_536;

/** Raises a limit for a shell and what it starts (prlimit(1)), as the rest of a sentence. */
function raiseLimit(resource: "nofile" | "nproc", to: number): string {
  return `sudo prlimit --pid $$ --${resource}=${to}:${to}, and run again in that shell (a container must be started with it: docker run --ulimit ${resource}=${to}:${to})`;
}

export function raiseFileLimit(count = plenty): string {
  return raiseLimit("nofile", count);
}

export const moreFiles = `Raise the limit of open files: ${raiseFileLimit()}.`;

/** Of the size of a file. */
export const largerFiles =
  "Raise the file size limit: sudo prlimit --pid $$ --fsize=unlimited:unlimited, and run again in that shell.";

/** For those of a container, which has nothing of the shell's. */
export const moreFilesInContainers =
  "Containers have the Engine's limit of open files: raise default-ulimits in /etc/docker/daemon.json, and restart the Engine.";

const moreFilesOfMachine =
  "The machine's limit of open files is reached: close other programs, or sudo sysctl fs.file-max=1000000.";

export const moreProcesses = `Raise the process limit shown by ulimit -u: ${raiseLimit("nproc", plenty)}. Otherwise raise pids.max of the control group, or close other programs.`;

/** For a process that was killed, and was not asked to end. */
export const endedFromOutside =
  "It was killed from outside: by the kernel for lack of memory (dmesg says so), by a limit, or by hand. Run again.";

const limits: readonly (readonly [code: RegExp, hint: string])[] = [
  [/\bEAGAIN\b/, moreProcesses],
  [/\bEMFILE\b/, moreFiles],
  [/\bENFILE\b/, moreFilesOfMachine],
  [/\bENOMEM\b/, "The machine has no memory left for it: use fewer --workers, or close other programs."],
];

/** What helps against a limit that is named in what the system said, as a sentence; null where none is. */
export function hintForLimit(said: string): string | null {
  return limits.find(([code]) => code.test(said))?.[1] ?? null;
}

/** Of what it cannot write, git does not say why. */
const isFull = /\b(?:ENOSPC|EDQUOT)\b|no space left on device|disk quota exceeded|unable to write file/i;
const isForbidden = /\b(?:EACCES|EPERM|EROFS)\b|permission denied|read-only file system/i;

/** The same for files below the folder for temporary ones. */
export function hintForTemporaryFiles(said: string, folder: string): string | null {
  if (isFull.test(said)) return `Make room in ${folder}, or name another folder for temporary files: TMPDIR=/var/tmp.`;
  return isForbidden.test(said) && said.includes(folder)
    ? `Name a folder for temporary files that this user may write to: TMPDIR=/var/tmp.`
    : null;
}

/** What sends the load may lack itself, under load, by the code that a connection fails with. */
const lacksOfClient: readonly (readonly [code: RegExp, lack: string, hint: string])[] = [
  [
    /\bEADDRNOTAVAIL\b/,
    "no local port",
    "Ports are blocked for a minute after their use: sudo sysctl net.ipv4.tcp_tw_reuse=1 has them used again, and sudo sysctl net.ipv4.ip_local_port_range='15000 65000' gives more. Fewer --connections need fewer.",
  ],
  [/\bEMFILE\b/, "no open file", moreFiles],
  [/\bENFILE\b/, "no open file", moreFilesOfMachine],
  [/\b(?:ENOBUFS|ENOMEM)\b/, "no memory", "End what else runs on this machine, or use fewer --connections."],
];

/** A kind of failure under load that is the client's own, in words, and what to do about it; null for any other. */
export function lackOfClient(kind: string): { readonly words: string; readonly hint: string } | null {
  const found = lacksOfClient.find(([code]) => code.test(kind));
  if (found === undefined) return null;
  const [code, lack, hint] = found;
  return { words: `${lack} left for Broadside's client (${code.exec(kind)?.[0]})`, hint };
}
