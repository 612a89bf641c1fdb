import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { test, type TestContext } from "node:test";
import { sampleApp, sampleUpstream } from "../../../scenarios/sample-app.ts";
import { startChildServer, type ChildServer } from "../../support/child-server.ts";

async function startUpstream(t: TestContext, listener: RequestListener) {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return { server, url: `http://127.0.0.1:${address.port}` };
}

async function startApp(t: TestContext, upstreamUrl: string): Promise<ChildServer> {
  const app = await startChildServer(sampleApp.script, { UPSTREAM_URL: upstreamUrl });
  t.after(() => app.stop("SIGKILL"));
  return app;
}

/** Resolves when a connection to the URL is refused. */
async function refusesConnections(url: string): Promise<void> {
  for (;;) {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    try {
      await once(socket, "connect");
      socket.destroy();
    } catch {
      return;
    }
  }
}

test("/fanout merges the upstream service's answers in the order of their items", async (t) => {
  const upstream = await startChildServer(sampleUpstream.script);
  t.after(() => upstream.stop("SIGKILL"));
  const app = await startApp(t, upstream.url);
  const response = await fetch(`${app.url}/fanout?calls=3&delay=0`);
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), {
    calls: 3,
    totalPrice: 2514,
    items: [
      { id: 1, price: 919 },
      { id: 2, price: 838 },
      { id: 3, price: 757 },
    ],
  });
});

test("/order waits for the upstream service, then answers as /report does", async (t) => {
  const upstream = await startChildServer(sampleUpstream.script);
  t.after(() => upstream.stop("SIGKILL"));
  const app = await startApp(t, upstream.url);
  const [order, report] = await Promise.all(
    ["/order?rows=12&delay=30", "/report?rows=12"].map(async (path) => (await fetch(app.url + path)).text()),
  );
  assert.equal(order, report);
  const alone = await startApp(t, "");
  assert.equal((await fetch(`${alone.url}/order`)).status, 503);
});

test("/fanout makes all of its calls at once, and reuses their connections", async (t) => {
  const calls = 64;
  const held: ServerResponse[] = [];
  let connections = 0;
  const upstream = await startUpstream(t, (_request, response) => {
    held.push(response);
    if (held.length < calls) return;
    for (const one of held.splice(0)) one.end('{"id":1,"price":1}');
  });
  upstream.server.on("connection", () => (connections += 1));
  const app = await startApp(t, upstream.url);
  for (let round = 0; round < 3; round += 1) {
    assert.equal((await fetch(`${app.url}/fanout?calls=${calls}`)).status, 200);
  }
  assert.equal(connections, calls);
});

test("/fanout passes the delay on, and asks for 4 calls of 20 ms by default", async (t) => {
  const asked: string[] = [];
  const upstream = await startUpstream(t, (request, response) => {
    asked.push(request.url ?? "");
    response.end('{"id":1,"price":1}');
  });
  const app = await startApp(t, upstream.url);
  await fetch(`${app.url}/fanout`);
  assert.deepEqual(asked.sort(), ["/item/1?delay=20", "/item/2?delay=20", "/item/3?delay=20", "/item/4?delay=20"]);
});

test("/fanout answers 503 with a sentence when no upstream service is set", async (t) => {
  const app = await startApp(t, "");
  const response = await fetch(`${app.url}/fanout`);
  assert.equal(response.status, 503);
  assert.match(await response.text(), /^Set UPSTREAM_URL to .*\.\n$/);
});

const failures: Readonly<Record<string, RequestListener>> = {
  "answers with an error": (_request, response) => response.writeHead(500).end(),
  "answers what is not JSON": (_request, response) => response.end("<html>"),
  "answers what is not an item": (_request, response) => response.end('{"id":1}'),
  "breaks the connection": (request) => request.socket.destroy(),
};
for (const [failure, listener] of Object.entries(failures)) {
  test(`/fanout answers 502 when the upstream service ${failure}, and the server goes on`, async (t) => {
    const app = await startApp(t, (await startUpstream(t, listener)).url);
    const response = await fetch(`${app.url}/fanout`);
    assert.equal(response.status, 502);
    assert.match(await response.text(), /^The upstream service failed: .*\.\n$/);
    assert.equal((await fetch(`${app.url}/ping`)).status, 200);
  });
}

test("SIGTERM lets the request in hand be answered, closes its connection and exits with 0", async (t) => {
  const called = Promise.withResolvers<ServerResponse>();
  const upstream = await startUpstream(t, (_request, response) => called.resolve(response));
  const app = await startApp(t, upstream.url);
  const answer = fetch(`${app.url}/fanout?calls=1`);
  const held = await called.promise;
  const ended = app.stop("SIGTERM");
  await refusesConnections(app.url);
  held.end('{"id":1,"price":1}');
  const response = await answer;
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("connection"), "close");
  assert.deepEqual(await ended, { code: 0, signal: null });
});
