import assert from "node:assert/strict";
import { createServer, request, type RequestListener } from "node:http";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer as createSecureServer } from "node:https";
import { test, type TestContext } from "node:test";
import { awaitAnswers } from "../../../harness/execute/who-answers.ts";
import type { RequestKind } from "../../../harness/model/index.ts";
import { freePort } from "../../support/ports.ts";

const { signal } = new AbortController();
const options = { timeoutSeconds: 5, signal };
const kind: RequestKind = {
  name: "page",
  weight: 1,
  method: "GET",
  path: "/",
  headers: { cookie: "x".repeat(3_000) },
  expect: { status: 200 },
};

function tlsFile(name: string): Buffer {
  return readFileSync(new URL(`../../apps/tls/${name}`, import.meta.url));
}

async function serve(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return `http://127.0.0.1:${address.port}`;
}

function withHeadOf(kibibytes: number): RequestListener {
  return (_request, response) => response.setHeader("x-large", "a".repeat(kibibytes * 1024)).end();
}

const cut: RequestListener = (_request, response) => {
  response.writeHead(200, { "content-length": 50 }).write("short", () => response.destroy());
};
const foreign: RequestListener = (incoming) => incoming.socket.end("SSH-2.0-OpenSSH\r\n");

function answering(url: string, behind: string | null, printed = "") {
  const target = { url, isRemoteAllowed: false, patienceSeconds: 0 };
  return {
    target,
    observed: { behind: behind === null ? null : { front: "nginx", url: behind }, output: async () => printed },
  };
}

test("where only what is in front answers wrongly, that is named, with what it said and how large the request is", async (t) => {
  const app = await serve(t, (_request, response) => response.end("welcome"));
  const front = await serve(t, (_request, response) => response.writeHead(431).end("too large"));
  await assert.rejects(awaitAnswers(answering(front, app), [kind], options), {
    code: "front-refused",
    message:
      /^behind nginx, GET \/ returned 431: "too large", [^;]*; the app itself responds to the same request as expected$/,
    hint: /its line and headers have 3\.00 KiB/,
  });
});

test("where the app answers wrongly too, its own words are quoted, not those that were put in their place", async (t) => {
  const app = await serve(t, (_request, response) => response.writeHead(404).end("no such page"));
  const front = await serve(t, (_request, response) => response.writeHead(502).end("bad gateway"));
  await assert.rejects(awaitAnswers(answering(front, app), [kind], options), {
    code: "app-bad-answer",
    message: /^GET \/ returned 404: "no such page"$/,
    hint: /If it only needs longer to start, raise --boot-timeout\.$/,
  });
});

test("an app that is asked once, behind what never ends its answer, is not said to have been waited for", async (t) => {
  const app = await serve(t, (_request, response) => response.writeHead(500).end("no session store"));
  const front = await serve(t, (_request, response) => void response.writeHead(200).write("data: 1\n\n"));
  const target = { ...answering(front, app), target: { url: front, isRemoteAllowed: false, patienceSeconds: 600 } };
  await assert.rejects(awaitAnswers(target, [kind], { timeoutSeconds: 0.3, signal }), {
    code: "app-bad-answer",
    message: 'GET / returned 500: "no session store"',
  });
});

test("what the app printed of trouble is told with its wrong answer, and what it printed besides is not", async (t) => {
  const app = await serve(t, (_request, response) => response.writeHead(500).end("Internal Server Error"));
  const printed = "listening on 3000\nPrismaClientInitializationError: no database server at `db:5432`\n";
  await assert.rejects(awaitAnswers(answering(app, null, printed), [kind], options), {
    code: "app-bad-answer",
    message: /^GET \/ returned 500: "Internal Server Error", .*; the app printed:\n[^]* Prisma.*`db:5432`$/,
  });
  await assert.rejects(awaitAnswers(answering(app, null, "listening on 3000\n"), [kind], options), {
    message: /^GET \/ returned 500: "Internal Server Error", [^;]*$/,
  });
});

test("an answer's headers may be as large as the load takes them, and what is larger is told as that", async (t) => {
  await awaitAnswers(answering(await serve(t, withHeadOf(60)), null), [kind], options);
  await assert.rejects(awaitAnswers(answering(await serve(t, withHeadOf(90)), null), [kind], options), {
    message: /the line and headers of its answer are larger than the 80 KiB that are taken/,
  });
});

test("what is cut off or is not HTTP is no matter of time", async (t) => {
  for (const [listener, hint] of [
    [cut, /^Look for what ends the response early/],
    [foreign, /^The load is HTTP\/1\.1: name the port/],
  ] as const) {
    const error = await awaitAnswers(answering(await serve(t, listener), null), [kind], options).catch(
      (thrown) => thrown,
    );
    assert.match(error.hint, hint);
    assert.doesNotMatch(error.hint, /boot-timeout/);
  }
});

test("an app that listens no more is said to have closed its server, behind something or not", async (t) => {
  const gone = `http://127.0.0.1:${await freePort()}`;
  const front = await serve(t, (incoming, response) => {
    request(gone, { method: incoming.method })
      .on("error", () => response.writeHead(502).end())
      .end();
  });
  for (const asked of [answering(gone, null), answering(front, gone)]) {
    await assert.rejects(awaitAnswers(asked, [kind], options), {
      code: "app-closed",
      message: /it closed the server/,
    });
  }
});

test("an address by the wrong scheme is told with the other", async (t) => {
  const { port } = new URL(await serve(t, (_request, response) => response.end()));
  const secure = createSecureServer({ key: tlsFile("key.pem"), cert: tlsFile("certificate.pem") }).listen(
    0,
    "127.0.0.1",
  );
  await once(secure, "listening");
  t.after(() => secure.close());
  const address = secure.address();
  const securePort = typeof address === "object" ? address?.port : undefined;
  for (const [url, hint] of [
    [`https://127.0.0.1:${port}`, /Use http:\/\//],
    [`http://127.0.0.1:${securePort}`, /use https:\/\//],
  ] as const) {
    const asked = { target: { url, isRemoteAllowed: false, patienceSeconds: 0 }, observed: null };
    await assert.rejects(awaitAnswers(asked, [kind], options), { code: "app-bad-answer", hint });
  }
});

test("of what is not ours nothing more is known than what it answers", async (t) => {
  const url = await serve(t, (_request, response) => response.writeHead(503).end());
  const asked = { target: { url, isRemoteAllowed: false, patienceSeconds: 0 }, observed: null };
  await assert.rejects(awaitAnswers(asked, [kind], options), { code: "app-bad-answer", message: /503/ });
});
