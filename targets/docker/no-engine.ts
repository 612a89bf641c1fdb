import { findProgram } from "../programs.ts";
import { engineSocket, usualSocket } from "./engine.ts";

/** Why no Engine answered, and what to do about it, each the rest of a sentence. */
export type NoEngine = { readonly reason: string; readonly advice: string };

const start = "start it (sudo systemctl start docker)";

/** What to do about a socket that cannot be connected to; `isInstalled` is whether this machine has an Engine. */
export function adviceFor(code: string, isInstalled: boolean): string {
  switch (code) {
    case "EACCES":
      return engineSocket() === usualSocket
        ? 'this user may not use that socket: sudo usermod -aG docker "$USER", then log in again'
        : "this user may not use that socket, to which DOCKER_HOST leads";
    case "ENOENT":
      return isInstalled
        ? `${start}, or set DOCKER_HOST to the socket that it listens on: unix://PATH`
        : "on Debian and Ubuntu: sudo apt-get install docker.io";
    case "ECONNREFUSED":
      return `${start}: nothing listens on that socket`;
    default:
      return `docker info shows whether it runs; ${start}`;
  }
}

/** What was met in place of an answer. */
export function noEngine(error: unknown): NoEngine {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reason = error instanceof Error ? error.message : String(error);
  return { reason, advice: adviceFor(code, findProgram("dockerd") !== null) };
}
