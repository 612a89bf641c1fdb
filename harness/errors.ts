/**
 * Every mistake that a user can make and every failure that a user can meet, by code.
 * Each says what was found (the message) and what to do (the hint). A stack trace is for bugs alone.
 */
export type ErrorCode =
  | "usage"
  | "unknown-scenario"
  | "unknown-strategy"
  | "bad-option"
  | "config-not-found"
  | "config-broken"
  | "config-invalid"
  | "app-not-found"
  | "app-threw"
  | "app-exited"
  | "app-out-of-memory"
  | "app-never-listened"
  | "app-listened-twice"
  | "app-clusters-itself"
  | "app-speaks-http2"
  | "app-bad-answer"
  | "app-closed"
  | "front-refused"
  | "not-loopback"
  | "unknown-host"
  | "port-in-use"
  | "output-exists"
  | "output-unwritable"
  | "run-not-found"
  | "run-unreadable"
  | "run-foreign"
  | "generator-failed"
  | "dependency-failed"
  | "external-failed"
  | "target-died"
  | "target-stuck"
  | "target-left-processes"
  | "gate-ref"
  | "gate-install"
  | "gate-build"
  | "gate-answers"
  | "system-refused"
  | "interrupted";

export class BroadsideError extends Error {
  readonly code: ErrorCode;
  /** One sentence: what would be right, or what to do next. */
  readonly hint: string;

  constructor(code: ErrorCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "BroadsideError";
    this.code = code;
    this.hint = hint;
  }
}

/** The error to throw once what failed has been ended: where that fails too, its sentence follows the first. */
export async function afterEnding(error: unknown, ending: Promise<unknown>): Promise<unknown> {
  try {
    await ending;
    return error;
  } catch (second) {
    if (!(error instanceof BroadsideError)) return error;
    const { code, message, hint } = error;
    return new BroadsideError(code, `${message}\nAfter that, ${messageOf(second)}`, hint, { cause: error });
  }
}

/** Waits until all have come to an end, however; only then rejects as the first of those that failed. */
export async function allEnded(endings: readonly Promise<unknown>[]): Promise<void> {
  const settled = await Promise.allSettled(endings);
  const failed = settled.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

/** The text of anything thrown, which may be something that has none. */
export function messageOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return "something that cannot be shown as text";
  }
}

/**
 * What the system refused, as the user's to mend; null for anything else. Errors that are foreseen say more; this is for
 * the file that no check thought of: a name that is too long, a loop of links, a folder that may not be entered.
 */
export function asRefusalOfSystem(thrown: unknown): BroadsideError | null {
  if (!(thrown instanceof Error) || !("syscall" in thrown) || !("path" in thrown)) return null;
  const code = systemCodeOf(thrown);
  if (code === undefined) return null;
  return new BroadsideError(
    "system-refused",
    `the system refused ${String(thrown.syscall)} of ${JSON.stringify(thrown.path)}: ${thrown.message}`,
    "Look whether that file or folder is there and may be used.",
    { cause: thrown },
  );
}

/** The system's code of a thrown error, such as `ENOENT`; undefined when it has none. */
export function systemCodeOf(thrown: unknown): string | undefined {
  if (thrown instanceof Error && "code" in thrown && typeof thrown.code === "string") return thrown.code;
  return undefined;
}
