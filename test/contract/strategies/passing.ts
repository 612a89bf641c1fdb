import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { test, type TestContext } from "node:test";
import { ask } from "../../support/http.ts";
import { portOf } from "../../support/ports.ts";

const megabytes = 3_000_000;

async function whatIsSentArrives(url: string): Promise<void> {
  const headers = { "x-question": "why", "content-type": "text/plain", cookie: "a=1; b=2" };
  const posted = await ask(`${url}/echo?a=b&c=%20d`, { method: "POST", headers, body: "some words" });
  const received = JSON.parse(posted.body.toString());
  assert.equal(received.method, "POST");
  assert.equal(received.url, "/echo?a=b&c=%20d");
  assert.equal(received.body, "some words");
  assert.equal(received.headers.host, new URL(url).host);
  for (const [name, value] of Object.entries(headers)) assert.equal(received.headers[name], value);

  const large = await ask(`${url}/echo`, { method: "PUT", body: Buffer.alloc(megabytes, "x") });
  assert.equal(JSON.parse(large.body.toString()).bytes, megabytes);

  const chunked = await ask(`${url}/echo`, {
    method: "POST",
    headers: { "transfer-encoding": "chunked" },
    body: "in one chunk",
  });
  assert.equal(JSON.parse(chunked.body.toString()).body, "in one chunk");
}

async function nothingInFrontIsNoticed(url: string): Promise<void> {
  const sent = {
    "x-forwarded-proto": "https",
    "x-forwarded-for": "203.0.113.7",
    forwarded: "for=203.0.113.7;proto=https",
    via: "1.1 edge",
    under_score: "1",
    "x.dotted": "2",
    // With the rest just within the limit that Node.js has by default.
    cookie: `session=${"x".repeat(15_000)}`,
  };
  const received = JSON.parse((await ask(`${url}/echo`, { headers: sent })).body.toString());
  for (const [name, value] of Object.entries(sent)) assert.equal(received.headers[name], value);
  const plain = JSON.parse((await ask(`${url}/echo`)).body.toString());
  const own = Object.keys(plain.headers).filter((name) => name !== "host" && name !== "connection");
  assert.deepEqual(own, []);
}

async function anUnreadBodyHoldsUpNothing(url: string): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let count = 0; count < 3; count += 1) {
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
    const outgoing = request(`${url}/status?code=200`, { agent, method: "POST" }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode));
    });
    outgoing.on("error", reject).end(Buffer.alloc(200_000, "x"));
    assert.equal(await promise, 200);
  }
  agent.destroy();
}

async function whatIsAnsweredArrives(url: string): Promise<void> {
  const large = await ask(`${url}/large?bytes=${megabytes}`);
  assert.ok(large.body.equals(Buffer.alloc(megabytes, "abcdefgh")));

  const chunks = await ask(`${url}/chunks`);
  assert.equal(chunks.body.toString(), "chunk 0;chunk 1;chunk 2;chunk 3;chunk 4;end");
  assert.deepEqual(chunks.headers["set-cookie"], ["a=1", "b=2"]);
  assert.equal(chunks.headers["x-answer"], "yes");

  for (const code of [201, 204, 304, 404, 418, 503]) {
    assert.equal((await ask(`${url}/status?code=${code}`)).status, code);
  }
  const missing = await ask(`${url}/nowhere`);
  assert.deepEqual([missing.status, missing.body.toString()], [404, "nothing here\n"]);
  const failed = await ask(`${url}/throw`);
  assert.deepEqual([failed.status, failed.body.toString()], [500, "sorry\n"]);
  const head = await ask(`${url}/large?bytes=10`, { method: "HEAD" });
  assert.deepEqual([head.status, head.body.length], [200, 0]);
}

async function anOldConnectionEnds(url: string): Promise<void> {
  const socket = connect(portOf(url), "127.0.0.1");
  socket.write("GET /chunks HTTP/1.0\r\n\r\n");
  const answer = await text(socket);
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
  assert.match(answer, /chunk 4;end$/);
}

const promises = {
  "what a client sends reaches the app whole: method, path, headers, bodies large and chunked": whatIsSentArrives,
  "what the app answers reaches the client whole: status, headers, bodies large, chunked and none":
    whatIsAnsweredArrives,
  "the headers that a client sends arrive as they were sent, and none beside them": nothingInFrontIsNoticed,
  "a body that the app leaves unread does not hold up the next request of its connection": anUnreadBodyHoldsUpNothing,
  "an answer to HTTP/1.0, without keep-alive, ends with its connection": anOldConnectionEnds,
};

/** `bootEcho` boots echo.js of test/apps. */
export function testsOfPassing(bootEcho: (t: TestContext) => Promise<{ readonly url: string }>): void {
  test("nothing is changed on its way", async (t) => {
    const { url } = await bootEcho(t);
    for (const [title, promise] of Object.entries(promises)) await t.test(title, () => promise(url));
  });
}
