/** A service that the sample app calls: it answers `/item/<id>?delay=<ms>` after that delay. */
import { setTimeout as delayFor } from "node:timers/promises";
import { HttpError, integerParameter, json, type Answer } from "./http.ts";
import { serve } from "./serve.ts";

async function answerItem(path: string, query: URLSearchParams): Promise<Answer> {
  const id = /^\/item\/(\d{1,6})$/.exec(path)?.[1];
  if (id === undefined) throw new HttpError(404, "There is only /item/<id>, such as /item/3?delay=20.");
  await delayFor(integerParameter(query, "delay", { fallback: 0, least: 0, most: 10_000 }));
  return json(JSON.stringify({ id: Number(id), price: (Number(id) * 7919) % 1000 }));
}

serve(answerItem, 3001, () => {});
