import type { ChildProcess } from "node:child_process";
import type { FromHost } from "../../targets/protocol.ts";
import { tell } from "./host.ts";

type Answer = FromHost & { readonly type: "samples" | "output" };
type Samples = FromHost & { readonly type: "samples" };

/** What a host is asked for while its target runs. All reject with the signal's reason when it aborts. */
export type Asker = {
  readonly samples: (how: { readonly resetDelay: boolean; readonly patienceMillis: number }) => Promise<Samples>;
  readonly output: () => Promise<string>;
  /** Takes what the host answers. */
  readonly receive: (answer: Answer) => void;
};

export function askHost(host: ChildProcess, broken: AbortSignal): Asker {
  const waiting = new Map<number, (answer: Answer) => void>();
  let last = 0;
  const ask = async <Type extends Answer["type"]>(type: Type, send: (id: number) => void) => {
    broken.throwIfAborted();
    const id = ++last;
    const { promise, resolve, reject } = Promise.withResolvers<Extract<Answer, { readonly type: Type }>>();
    const isAnswer = (answer: Answer): answer is Extract<Answer, { readonly type: Type }> => answer.type === type;
    const abort = (): void => reject(broken.reason);
    broken.addEventListener("abort", abort, { once: true });
    waiting.set(id, (answer) => {
      if (isAnswer(answer)) resolve(answer);
    });
    send(id);
    try {
      return await promise;
    } finally {
      waiting.delete(id);
      broken.removeEventListener("abort", abort);
    }
  };
  return {
    samples: (how) => ask("samples", (id) => tell(host, { type: "sample", id, ...how })),
    output: async () => (await ask("output", (id) => tell(host, { type: "output", id }))).text,
    receive: (answer) => waiting.get(answer.id)?.(answer),
  };
}
