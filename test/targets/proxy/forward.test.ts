import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, createServer, request, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { test, type TestContext } from "node:test";
import { makeBalancer, type Backend, type Balancer } from "../../../targets/proxy/balancers.ts";
import { makeForwarder } from "../../../targets/proxy/forward.ts";
import { eventually } from "../../support/eventually.ts";
import { ask } from "../../support/http.ts";
import { freePort } from "../../support/ports.ts";

async function serve(t: TestContext, listener: RequestListener): Promise<{ server: Server; port: number }> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return { server, port: address.port };
}

/** A balancer of one backend, and what it thinks of it. */
function watched(): { readonly balancer: Balancer; readonly inFlight: () => number } {
  let seen: Backend | null = null;
  return {
    balancer: (backends, asker) => {
      const picked = makeBalancer("round-robin")(backends, asker);
      seen = picked;
      return picked;
    },
    inFlight: () => seen?.inFlight ?? 0,
  };
}

function originOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

async function proxyTo(t: TestContext, ports: readonly number[], balancer = makeBalancer("round-robin")) {
  const { port } = await serve(t, makeForwarder(balancer, ports.map(originOf)));
  return { port, url: `http://127.0.0.1:${port}` };
}

/** What a backend receives of a request that is written as it stands. */
async function received(t: TestContext, head: readonly string[]): Promise<IncomingMessage> {
  const { promise, resolve } = Promise.withResolvers<IncomingMessage>();
  const backend = await serve(t, (incoming, response) => {
    resolve(incoming);
    response.end();
  });
  const proxy = await proxyTo(t, [backend.port]);
  const socket = connect(proxy.port, "127.0.0.1");
  t.after(() => socket.destroy());
  socket.write([...head, "", ""].join("\r\n"));
  return promise;
}

test("headers that concern one connection are not passed on, those that Connection names among them", async (t) => {
  const { headers } = await received(t, [
    "GET / HTTP/1.1",
    "Host: shop.example",
    "Connection: close, X-Hop",
    "X-Hop: 1",
    "Keep-Alive: timeout=5",
    "Proxy-Connection: keep-alive",
    "TE: trailers",
    "Upgrade: h2c",
    "X-Kept: 2",
  ]);
  assert.equal(headers.host, "shop.example");
  assert.equal(headers["x-kept"], "2");
  for (const name of ["x-hop", "keep-alive", "proxy-connection", "te", "upgrade"]) {
    assert.equal(headers[name], undefined, name);
  }
  assert.notEqual(headers.connection, "close");
});

test("the headers of a request arrive as they were sent, in their order and spelling, and none beside them", async (t) => {
  const sent = [
    ["hOsT", "shop.example"],
    ["X-Forwarded-Proto", "https"],
    ["X-Forwarded-For", "203.0.113.7"],
    ["forwarded", "for=203.0.113.7;proto=https"],
    ["Via", "1.1 edge"],
    ["X-Many", "1"],
    ["x-many", "2"],
    ["under_score", "3"],
    ["Proxy-Authorization", "Basic eA=="],
    ["Cookie", `session=${"x".repeat(9_000)}`],
  ] as const;
  const { rawHeaders } = await received(t, ["GET / HTTP/1.1", ...sent.map(([name, value]) => `${name}: ${value}`)]);
  const pairs = Array.from({ length: rawHeaders.length / 2 }, (_, at) => rawHeaders.slice(2 * at, 2 * at + 2));
  const [[, ...own], [, ...others]] = [sent, pairs.filter(([name]) => name?.toLowerCase() !== "connection")];
  // undici writes Host by that spelling.
  assert.deepEqual(pairs[0], ["host", "shop.example"]);
  assert.deepEqual(others, own);
});

test("the path of a request arrives as it was sent", async (t) => {
  for (const path of [
    "//a//b",
    "/a%2Fb%20c",
    "/?",
    "/a?b=c?d&e[]=%F0",
    "http://shop.example/whole",
    `/${"long".repeat(2_000)}`,
  ]) {
    const { url } = await received(t, [`GET ${path} HTTP/1.1`, "Host: a"]);
    assert.equal(url, path);
  }
});

test("an app that answers before it has read a body gets the next request of the same connection", async (t) => {
  const backend = await serve(t, (incoming, response) => response.end(`ignored ${incoming.url}`));
  const { url } = await proxyTo(t, [backend.port]);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  const sockets = new Set<unknown>();
  for (const length of [200_000, 1_000_000, 200_000, 10]) {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const outgoing = request(`${url}/${length}`, { agent, method: "POST" }, (response) => {
      text(response).then(resolve, reject);
    });
    outgoing.on("error", reject).on("socket", (socket) => sockets.add(socket));
    outgoing.end(Buffer.alloc(length, "x"));
    assert.equal(await promise, `ignored /${length}`);
  }
  assert.equal(sockets.size, 1);
});

test("a worker that is gone is answered for with 502, and the next request of the connection with its body too", async (t) => {
  const proxy = await proxyTo(t, [await freePort()]);
  const socket = connect(proxy.port, "127.0.0.1");
  const head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n";
  const body = "x".repeat(100_000);
  socket.write(`${head}\r\n${body}${head}Connection: close\r\n\r\n${body}`);
  assert.equal((await text(socket)).match(/HTTP\/1\.1 502 /g)?.length, 2);
});

test("requests that are sent before the answers are there are answered in their order", async (t) => {
  const backend = await serve(t, (incoming, response) => {
    if (incoming.url === "/1") setImmediate(() => response.end("answer 1"));
    else response.end(`answer ${incoming.url?.slice(1)}`);
  });
  const proxy = await proxyTo(t, [backend.port]);
  const socket = connect(proxy.port, "127.0.0.1");
  const heads = ["/1", "/2"].map((path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`).join("");
  socket.write(`${heads}GET /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
  assert.deepEqual((await text(socket)).match(/answer \d/g), ["answer 1", "answer 2", "answer 3"]);
});

test("an answer arrives as it was given: interim ones, the words of its status, spelling, trailers and no date of ours", async (t) => {
  const backend = await serve(t, (_request, response) => {
    response.writeEarlyHints({ link: "</style.css>; rel=preload; as=style" });
    response.sendDate = false;
    response.writeHead(200, "Quite Fine", { "X-CamelCase": "1", "Set-Cookie": ["a=1", "b=2"], Trailer: "X-Sum" });
    response.write("body");
    response.addTrailers({ "X-Sum": "9" });
    response.end();
  });
  const proxy = await proxyTo(t, [backend.port]);
  const socket = connect(proxy.port, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const answer = await text(socket);
  assert.match(
    answer,
    /^HTTP\/1\.1 103 Early Hints\r\nLink: <\/style\.css>[^\r]*\r\n\r\nHTTP\/1\.1 200 Quite Fine\r\n/,
  );
  assert.match(answer, /\r\nX-CamelCase: 1\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n/);
  assert.match(answer, /\r\n4\r\nbody\r\n0\r\nx-sum: 9\r\n\r\n$/);
  assert.doesNotMatch(answer, /^date:/im);
});

test("headers of the answer that concern one connection are not passed on", async (t) => {
  const backend = await serve(t, (_request, response) => {
    response.writeHead(200, { connection: "close, x-hop", "x-hop": "1", "x-kept": "1" }).end("done");
  });
  const { url } = await proxyTo(t, [backend.port]);
  const { headers, body } = await ask(url, { headers: { connection: "keep-alive" } });
  assert.equal(headers.connection, "keep-alive");
  assert.equal(headers["x-hop"], undefined);
  assert.equal(headers["x-kept"], "1");
  assert.equal(body.toString(), "done");
});

test("a backend that is down is answered for with 502, and is no longer counted as busy", async (t) => {
  const { balancer, inFlight } = watched();
  const { url } = await proxyTo(t, [await freePort()], balancer);
  const { status, body } = await ask(url);
  assert.equal(status, 502);
  assert.match(body.toString(), /^upstream: .*ECONNREFUSED/);
  assert.equal(inFlight(), 0);
});

test("a backend that breaks off within its answer breaks off the client's, rather than ending it", async (t) => {
  const { balancer, inFlight } = watched();
  const backend = await serve(t, (_request, response) => {
    response.write("half an ans", () => response.destroy());
  });
  const { url } = await proxyTo(t, [backend.port], balancer);
  await assert.rejects(ask(url));
  await eventually("nothing in flight", () => (inFlight() === 0 ? true : null));
});

test("a client that goes away before the answer ends the request to the backend", async (t) => {
  const { balancer, inFlight } = watched();
  const arrived = Promise.withResolvers<IncomingMessage>();
  const backend = await serve(t, (incoming) => arrived.resolve(incoming));
  const { url } = await proxyTo(t, [backend.port], balancer);
  const outgoing = request(url, { agent: false }).end();
  outgoing.on("error", () => {});
  const atBackend = await arrived.promise;
  assert.equal(inFlight(), 1);
  const closed = once(atBackend.socket, "close");
  outgoing.destroy();
  await closed;
  await eventually("nothing in flight", () => (inFlight() === 0 ? true : null));
});

test("a client that goes away within its own request ends the request to the backend", async (t) => {
  const { balancer, inFlight } = watched();
  const arrived = Promise.withResolvers<IncomingMessage>();
  const backend = await serve(t, (incoming) => arrived.resolve(incoming));
  const { url } = await proxyTo(t, [backend.port], balancer);
  const outgoing = request(url, { agent: false, method: "POST", headers: { "content-length": 100 } });
  outgoing.on("error", () => {});
  outgoing.write("only this");
  const { socket } = await arrived.promise;
  // Not by once(): it would take the error of the broken connection for its own.
  const closed = new Promise((resolve) => socket.on("close", resolve));
  outgoing.destroy();
  await closed;
  await eventually("nothing in flight", () => (inFlight() === 0 ? true : null));
});

test("requests in turn reuse one connection to the backend", async (t) => {
  const ports = new Set<number | undefined>();
  const backend = await serve(t, (incoming, response) => {
    ports.add(incoming.socket.remotePort);
    response.end("again");
  });
  const { url } = await proxyTo(t, [backend.port]);
  for (let count = 0; count < 20; count++) await ask(url);
  assert.equal(ports.size, 1);
});

test("requests at once go to the backend at once, none behind another", async (t) => {
  const atOnce = 10;
  const waiting: (() => void)[] = [];
  const backend = await serve(t, (_request, response) => {
    waiting.push(() => response.end("all here"));
    if (waiting.length === atOnce) for (const answer of waiting) answer();
  });
  const { url } = await proxyTo(t, [backend.port]);
  const answers = await Promise.all(Array.from({ length: atOnce }, () => ask(url)));
  assert.ok(answers.every(({ body }) => body.toString() === "all here"));
});

test("an answer that the client reads slowly is held back at the backend, and arrives whole", async (t) => {
  const size = 20_000_000;
  const backend = await serve(t, (_request, response) => response.end(Buffer.alloc(size, "x")));
  const { url } = await proxyTo(t, [backend.port]);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request(url, { agent: false }, resolve).on("error", reject).end();
  const response = await promise;
  response.pause();
  await new Promise((turn) => setImmediate(turn));
  assert.equal((await text(response)).length, size);
});

test("HEAD, 204 and 304 are answered without a body", async (t) => {
  const backend = await serve(t, (incoming, response) => {
    const status = Number(incoming.headers["x-status"] ?? 200);
    response.writeHead(status, status === 200 ? { "content-length": 5 } : {}).end(status === 200 ? "hello" : undefined);
  });
  const { url } = await proxyTo(t, [backend.port]);
  const head = await ask(url, { method: "HEAD" });
  assert.deepEqual([head.status, head.headers["content-length"], head.body.length], [200, "5", 0]);
  for (const status of [204, 304]) {
    const answer = await ask(url, { headers: { "x-status": status } });
    assert.deepEqual([answer.status, answer.body.length], [status, 0]);
  }
});

test("a request that cannot be passed on is answered, and is not counted as busy", async (t) => {
  const { balancer, inFlight } = watched();
  const backend = await serve(t, (_request, response) => response.end("options"));
  const proxy = await proxyTo(t, [backend.port], balancer);
  const socket = connect(proxy.port, "127.0.0.1");
  socket.write("OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  assert.match(await text(socket), /^HTTP\/1\.1 \d{3} /);
  assert.equal(inFlight(), 0);
});

test("behind a central queue each worker has one request at a time, and who waits is answered in turn", async (t) => {
  let [busy, most] = [0, 0];
  const held: (() => void)[] = [];
  const backend = await serve(t, (incoming, response) => {
    busy += 1;
    most = Math.max(most, busy);
    held.push(() => {
      busy -= 1;
      response.end(incoming.url);
    });
  });
  const { url } = await proxyTo(t, [backend.port], makeBalancer("central-queue"));
  const answers: string[] = [];
  const asked = ["/1", "/2", "/3"].map(async (path) => {
    answers.push((await ask(url + path)).body.toString());
  });
  for (let answered = 0; answered < 3; answered += 1) {
    const [answer] = await eventually("a request at the worker", () => (held.length > 0 ? held.splice(0, 1) : null));
    answer?.();
  }
  await Promise.all(asked);
  assert.equal(most, 1);
  assert.deepEqual(answers.toSorted(), ["/1", "/2", "/3"]);
});

test("a client that leaves the queue is not sent on, and holds up nobody", async (t) => {
  const seen: (string | undefined)[] = [];
  const held: (() => void)[] = [];
  const backend = await serve(t, (incoming, response) => {
    seen.push(incoming.url);
    held.push(() => void response.end());
  });
  const { server, port } = await serve(t, makeForwarder(makeBalancer("central-queue"), [originOf(backend.port)]));
  const first = ask(`http://127.0.0.1:${port}/first`);
  await eventually("the first at the worker", () => (seen.length === 1 ? true : null));
  const accepted = once(server, "connection");
  const leaving = connect(port, "127.0.0.1");
  const [socket] = await accepted;
  const asked = once(server, "request");
  leaving.write("GET /leaving HTTP/1.1\r\nHost: a\r\n\r\n");
  await asked;
  leaving.destroy();
  await once(socket, "close");
  const last = ask(`http://127.0.0.1:${port}/last`);
  held[0]?.();
  await first;
  await eventually("the last at the worker", () => (seen.includes("/last") ? true : null));
  held.at(-1)?.();
  assert.equal((await last).status, 200);
  assert.deepEqual(seen, ["/first", "/last"]);
});
