import { tracingChannel } from "node:diagnostics_channel";
import { Server } from "node:net";
import { ownArguments, wantedBy, type ListenOptions, type Wanted } from "./listen-options.ts";
import { wrapMethod } from "./wrap-method.ts";

export type ListenWatch = {
  /** Before a server listens; what is written into the options holds. */
  readonly asked: (server: Server, options: ListenOptions, place: Wanted) => void;
  /** It listens on that port. */
  readonly listens: (server: Server, port: number) => void;
};

/** The server that a message of the tracing channel is about; null when it is not of the expected shape. */
function serverOf(message: unknown): Server | null {
  const hasServer = typeof message === "object" && message !== null && "server" in message;
  return hasServer && message.server instanceof Server ? message.server : null;
}

/** The listen options in a message: only `asyncStart` carries them, and they may be rewritten there. */
function optionsOf(message: unknown): ListenOptions | null {
  const hasOptions = typeof message === "object" && message !== null && "options" in message;
  return hasOptions && typeof message.options === "object" ? message.options : null;
}

/**
 * Watches every server of this thread listen. Rests on Node's `net.server.listen` tracing channel, whose `asyncStart`
 * precedes the use of the options.
 */
export function watchListen({ asked, listens }: ListenWatch): void {
  wrapMethod(Server.prototype, "listen", ownArguments);
  tracingChannel("net.server.listen").subscribe({
    asyncStart(message: unknown) {
      const server = serverOf(message);
      const options = optionsOf(message);
      if (server !== null && options !== null) asked(server, options, wantedBy(options));
    },
    asyncEnd(message: unknown) {
      const server = serverOf(message);
      const address = server?.address() ?? null;
      if (server !== null && address !== null && typeof address === "object") listens(server, address.port);
    },
    error() {},
    start() {},
    end() {},
  });
}
