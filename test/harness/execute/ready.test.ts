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
  const { answered, sent, seconds } = await awaitReady(at(url), [kind("/")], 10, never);
  assert.deepEqual([answered, sent, asked], [1, 4, 4]);
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
  const { answered, sent } = await awaitReady(at(url), [kind("/items"), post], 10, never);
  assert.deepEqual([answered, sent], [2, 2]);
  assert.deepEqual(seen, ["GET /items undefined ", "POST /orders order two of them"]);
});

test("an app that goes on answering wrongly is given up, with what it said and what was expected", async (t) => {
  const url = await serve(t, (_request, response) => response.end("under construction"));
  await assert.rejects(awaitReady(at(url, 0.2), [kind("/report", { status: 200, includes: "total" })], 10, never), {
    code: "app-bad-answer",
    message: 'GET /report was answered 200: "under construction"',
    hint: /status 200 and "total" in the body/,
  });
});

test("an abort ends the wait for an answer that does not come", async (t) => {
  const abortion = new AbortController();
  const url = await serve(t, () => abortion.abort(new Error("the target broke")));
  await assert.rejects(awaitReady(at(url), [kind("/")], 10, abortion.signal), { message: "the target broke" });
});

test("an abort ends the attempts to reach a server that is not there", async () => {
  const abortion = new AbortController();
  const waiting = awaitReady(at(`http://127.0.0.1:${await freePort()}`), [kind("/")], 10, abortion.signal);
  setImmediate(() => abortion.abort(new Error("enough")));
  await assert.rejects(waiting, { message: "enough" });
});
