import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { test, type TestContext } from "node:test";
import { awaitReady } from "../../../harness/execute/ready.ts";
import type { RequestKind } from "../../../harness/model/index.ts";
import { freePort } from "../../support/ports.ts";

const never = new AbortController().signal;

function kind(path: string, expect: RequestKind["expect"] = {}): RequestKind {
  return { name: path, weight: 1, method: "GET", path, headers: {}, expect };
}

async function serve(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return `http://127.0.0.1:${address.port}`;
}

function at(url: string, patienceSeconds = 5) {
  return { url, isRemoteAllowed: false, patienceSeconds };
}

test("an app that answers 503 at first is asked again, and every attempt is counted", async (t) => {
  let asked = 0;
  const url = await serve(t, (_request, response) => response.writeHead(++asked <= 3 ? 503 : 200).end());
  const { responses, sent, seconds } = await awaitReady(at(url), [kind("/")], { timeoutSeconds: 10, signal: never });
  assert.deepEqual([responses.length, sent, asked], [1, 4, 4]);
  assert.ok(seconds > 0);
});

test("every kind of request must be answered rightly, with its method, headers and body", async (t) => {
  const seen: string[] = [];
  const url = await serve(t, (request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      seen.push(`${request.method} ${request.url} ${String(request.headers["x-kind"])} ${body}`);
      response.writeHead(request.method === "POST" ? 201 : 200).end();
    });
  });
  const post: RequestKind = {
    ...kind("/orders", { status: 201 }),
    method: "POST",
    headers: { "x-kind": "order" },
    body: "two of them",
  };
  const { responses, sent } = await awaitReady(at(url), [kind("/items"), post], { timeoutSeconds: 10, signal: never });
  assert.deepEqual([responses.length, sent], [2, 2]);
  assert.deepEqual(seen, ["GET /items undefined ", "POST /orders order two of them"]);
});

test("an app that goes on answering wrongly is given up, with what it said and what was expected", async (t) => {
  const url = await serve(t, (_request, response) => response.end("under construction"));
  await assert.rejects(
    awaitReady(at(url, 0.2), [kind("/report", { status: 200, includes: "total" })], {
      timeoutSeconds: 10,
      signal: never,
    }),
    {
      code: "app-bad-answer",
      message: 'GET /report returned 200: "under construction", still the same after 0.2 s',
      hint: /status 200 and "total" in the body.*raise --boot-timeout/,
    },
  );
});

test("an abort ends the wait for an answer that does not come", async (t) => {
  const abortion = new AbortController();
  const url = await serve(t, () => abortion.abort(new Error("the target broke")));
  await assert.rejects(awaitReady(at(url), [kind("/")], { timeoutSeconds: 10, signal: abortion.signal }), {
    message: "the target broke",
  });
});

test("an abort ends the attempts to reach a server that is not there", async () => {
  const abortion = new AbortController();
  const waiting = awaitReady(at(`http://127.0.0.1:${await freePort()}`), [kind("/")], {
    timeoutSeconds: 10,
    signal: abortion.signal,
  });
  setImmediate(() => abortion.abort(new Error("enough")));
  await assert.rejects(waiting, { message: "enough" });
});

test("an answer that begins and does not end is given up when its time is up, however much keeps coming", async (t) => {
  const url = await serve(t, (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const drip = (): void => void (response.destroyed || setTimeout(() => response.write("data: 1\n\n", drip), 5));
    drip();
  });
  await assert.rejects(awaitReady(at(url), [kind("/events")], { timeoutSeconds: 0.4, signal: never }), {
    code: "app-bad-answer",
    message: "GET /events started to respond (200, text/event-stream) but did not finish within 0.4 s",
    hint: /name another path/,
  });
});

test("what is waited for is said once it lasts, and again when it changes", async (t) => {
  const told: string[] = [];
  const startedAt = performance.now();
  const url = await serve(t, (_request, response) => {
    const isLate = performance.now() - startedAt > 1_200;
    if (told.length > 1) response.end("ready");
    else response.writeHead(503).end(isLate ? "loading prices" : "loading");
  });
  const onWait = (what: string): void => void told.push(what);
  await awaitReady(at(url, 600), [kind("/items")], { timeoutSeconds: 10, signal: never, onWait });
  assert.deepEqual(told.slice(-1), ['a correct response: GET /items returned 503: "loading prices"']);
});

test("an app that needs long for its first answer is waited for as long as its patience lasts, in silence", async (t) => {
  let asked = 0;
  const url = await serve(t, (_request, response) => {
    asked += 1;
    if (asked > 1) response.end("ready");
  });
  const { sent } = await awaitReady(at(url, 600), [kind("/")], { timeoutSeconds: 0.3, signal: never });
  assert.equal(sent, 2);
});
