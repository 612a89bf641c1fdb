import { Agent, get } from "node:http";
import { text } from "node:stream/consumers";
import { HttpError } from "./http.ts";

type Item = { readonly id: number; readonly price: number };

export type FanoutResult = {
  readonly calls: number;
  readonly totalPrice: number;
  readonly items: readonly Item[];
};

const timeoutMillis = 15_000;

// Sockets have no limit, so that what is waited for is the upstream and not a place in a queue.
const agent = new Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: Infinity });

function isItem(value: unknown): value is Item {
  return (
    typeof value === "object" &&
    value !== null &&
    "id" in value &&
    typeof value.id === "number" &&
    "price" in value &&
    typeof value.price === "number"
  );
}

function getText(url: URL): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const request = get(url, { agent, timeout: timeoutMillis }, (response) => {
    if (response.statusCode === 200) {
      text(response).then(resolve, reject);
    } else {
      response.resume();
      reject(new Error(`it answered with status ${response.statusCode}`));
    }
  });
  request.on("timeout", () => request.destroy(new Error(`no answer within ${timeoutMillis} ms`)));
  request.on("error", reject);
  return promise;
}

async function fetchItem(upstreamUrl: string, id: number, delayMillis: number): Promise<Item> {
  const item: unknown = JSON.parse(await getText(new URL(`/item/${id}?delay=${delayMillis}`, upstreamUrl)));
  if (!isItem(item)) throw new Error("its answer is not an item");
  return { id: item.id, price: item.price };
}

/**
 * Asks the upstream service for the items 1 to `calls`, all at once, and merges its answers.
 * @throws {HttpError} 503 without an upstream, 502 when any of the calls fails.
 */
export async function fanOut(
  upstreamUrl: string | undefined,
  calls: number,
  delayMillis: number,
): Promise<FanoutResult> {
  if (upstreamUrl === undefined || upstreamUrl === "") {
    throw new HttpError(503, "Set UPSTREAM_URL to the upstream service's address, such as http://127.0.0.1:3001.");
  }
  const ids = Array.from({ length: calls }, (_, index) => index + 1);
  try {
    const items = await Promise.all(ids.map((id) => fetchItem(upstreamUrl, id, delayMillis)));
    return { calls, totalPrice: items.reduce((sum, item) => sum + item.price, 0), items };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new HttpError(502, `The upstream service failed: ${reason}.`, { cause });
  }
}

/** Closes the idle connections to the upstream service. */
export function closeFanout(): void {
  agent.destroy();
}
