import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttp2Server } from "node:http2";
import { createServer, type Server, type Socket } from "node:net";
import { test, type TestContext } from "node:test";
import { gzipSync } from "node:zlib";
import { ask, problemOf } from "../../../harness/execute/ask.ts";
import type { BroadsideError } from "../../../harness/errors.ts";
import type { RequestKind } from "../../../harness/model/index.ts";

const options = { timeoutSeconds: 10, signal: new AbortController().signal };

async function portOf(t: TestContext, server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
}

/** What is wrong with a server that does so with what it is sent. */
async function problemWith(
  t: TestContext,
  reply: (socket: Socket) => void,
  expect: RequestKind["expect"],
): Promise<BroadsideError> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => reply(socket));
  });
  return problemAt(`http://127.0.0.1:${await portOf(t, server)}`, expect);
}

async function saidOf(t: TestContext, reply: (socket: Socket) => void, includes?: string): Promise<string> {
  return (await problemWith(t, reply, includes === undefined ? {} : { includes })).message;
}

async function problemAt(url: string, expect: RequestKind["expect"]): Promise<BroadsideError> {
  const kind: RequestKind = { name: "all", weight: 1, method: "GET", path: "/", headers: {}, expect };
  const problem = problemOf(await ask({ url, isRemoteAllowed: false }, kind, options), kind, 10);
  assert.equal(problem?.code, "app-bad-answer");
  return problem;
}

async function saidAt(url: string): Promise<string> {
  return (await problemAt(url, {})).message;
}

test("an answer that is cut short is told with what came and what was promised", async (t) => {
  const said = await saidOf(t, (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhello"));
  assert.equal(
    said,
    "GET / failed: it started to respond (200) and closed the connection after 5 bytes of the 50 that it announced (content-length)",
  );
});

test("what is not HTTP is quoted", async (t) => {
  const said = await saidOf(t, (socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n"));
  assert.equal(said, String.raw`GET / failed: what came is not HTTP: "SSH-2.0-OpenSSH_9.6\r\n"`);
});

test("a connection that is closed without a response is told so", async (t) => {
  assert.equal(await saidOf(t, (socket) => socket.end()), "GET / failed: it closed the connection without a response");
});

test("a broken head is told with the parser's reason and the place", async (t) => {
  const said = await saidOf(t, (socket) => socket.end("HTTP/1.1 200 OK\r\nbad header\r\n\r\n"));
  assert.match(said, /^GET \/ failed: its answer breaks the rules of HTTP \(.*\)/);
});

test("a compressed body is not quoted against an expected text", async (t) => {
  const body = gzipSync("all is well");
  const head = `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${body.length}\r\n\r\n`;
  const said = await saidOf(t, (socket) => socket.end(Buffer.concat([Buffer.from(head), body])), "well");
  assert.equal(said, "GET / returned 200 with a body in content-encoding gzip, whose bytes are compared as received");
});

test("a wrong status is the cause, in whatever encoding its body comes", async (t) => {
  const body = gzipSync("no such order");
  const head = `HTTP/1.1 404 Not Found\r\ncontent-encoding: br\r\ncontent-length: ${body.length}\r\n\r\n`;
  for (const expect of [{}, { includes: "order 7" }]) {
    const reply = (socket: Socket): void => void socket.end(Buffer.concat([Buffer.from(head), body]));
    const { message, hint } = await problemWith(t, reply, expect);
    assert.equal(message, "GET / returned 404, with a body in content-encoding br");
    assert.match(hint, /Check the path, .*--header 'accept-encoding: identity'/);
    assert.doesNotMatch(hint, /drop the expected text/);
  }
});

test("a redirect that was expected is not the cause where its text is wrong", async (t) => {
  const moved = "HTTP/1.1 302 Found\r\nlocation: /login\r\ncontent-length: 5\r\n\r\nmoved";
  const expect = { status: 302, includes: "see other" };
  const { message, hint } = await problemWith(t, (socket) => void socket.end(moved), expect);
  assert.equal(message, 'GET / returned 302: "moved"');
  assert.doesNotMatch(hint, /Redirects are not followed/);
});

test("a redirect is told with where it leads, without the secrets in it", async (t) => {
  for (const [location, shown] of [
    ["https://shop.example/orders?page=2", "https://shop.example/orders?page=2"],
    ["/login?token=s3cr3t", "/login?token=***"],
  ]) {
    const head = `HTTP/1.1 302 Found\r\nlocation: ${location}\r\ncontent-length: 0\r\n\r\n`;
    assert.equal(await saidOf(t, (socket) => socket.end(head)), `GET / returned 302, a redirect to ${shown}`);
  }
});

test("HTTP/2 without TLS is told as that", async (t) => {
  const url = `http://127.0.0.1:${await portOf(t, createHttp2Server())}`;
  assert.equal(await saidAt(url), "GET / failed: it speaks HTTP/2, not HTTP/1.1, which the load uses");
});

test("plain HTTP where TLS was expected is told in a reason, without a line of OpenSSL's source", async (t) => {
  const port = await portOf(
    t,
    createServer((socket) => void socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
  );
  const said = await saidAt(`https://127.0.0.1:${port}`);
  assert.match(said, /^GET \/ failed: TLS failed \(.*\): the server there may speak plain HTTP$/);
  assert.doesNotMatch(said, /\.c:/);
});

test("a port that nothing listens on is named", async (t) => {
  const server = createServer();
  const port = await portOf(t, server);
  server.close();
  await once(server, "close");
  assert.equal(
    await saidAt(`http://127.0.0.1:${port}`),
    `GET / failed: nothing listens on 127.0.0.1:${port} (ECONNREFUSED)`,
  );
});
