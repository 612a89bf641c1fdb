import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { allEnded } from "../../harness/errors.ts";

test("of what is ended together, that one could not be is told once the others have come to their end", async () => {
  const slow = Promise.withResolvers<void>();
  const events: string[] = [];
  const told = allEnded([Promise.reject(new Error("it stays")), slow.promise]).catch(({ message }: Error) => {
    events.push(message);
  });
  await setImmediate();
  events.push("the other has ended");
  slow.resolve();
  await told;
  assert.deepEqual(events, ["the other has ended", "it stays"]);
});
