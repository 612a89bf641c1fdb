import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { ownArguments, settleAt, wantedBy, type ListenOptions } from "../../../targets/inside/listen-options.ts";

/** Node.js's own judgement: what a server that is given the options listens on. */
async function nodeListensOn(t: TestContext, options: object): Promise<string> {
  const server = createServer();
  t.after(() => server.close());
  try {
    Reflect.apply(Reflect.get(server, "listen"), server, [{ ...options }]);
    await once(server, "listening");
  } catch {
    return "nothing";
  }
  return typeof server.address() === "string" ? "path" : "port";
}

async function listening(t: TestContext): Promise<Server> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return server;
}

describe("where a server wants to listen is read as Node.js reads it", () => {
  const folder = mkdtempSync(join(tmpdir(), "broadside-listen-"));
  const host = "127.0.0.1";
  const table: Readonly<Record<string, ListenOptions>> = {
    "a port": { port: 0, host },
    "a port as text": { port: "0", host },
    "a port of null": { port: null, host },
    "a port of undefined": { port: undefined, host },
    "path false beside a port": { path: false, port: 0, host },
    "path null beside a port": { path: null, port: 0, host },
    "an empty path beside a port": { path: "", port: 0, host },
    "a path beside a port": { path: join(folder, "beside"), port: 0, host },
    "a path": { path: join(folder, "alone") },
    "a path beside a descriptor that is none": { path: join(folder, "none"), fd: -1 },
    "path false alone": { path: false },
    "an empty path alone": { path: "" },
    "a port that is none": { port: 70_000, host },
    "a port that is no number": { port: "http", host },
    "an empty port": { port: "", host },
    nothing: {},
  };
  test("but for handles", async (t) => {
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    for (const [name, options] of Object.entries(table)) {
      assert.equal(wantedBy(options).kind, await nodeListensOn(t, options), name);
    }
  });

  test("a socket that is there already has no port to be given another for", async (t) => {
    const server = await listening(t);
    const handle: unknown = Reflect.get(server, "_handle");
    assert.ok(typeof handle === "object" && handle !== null);
    for (const options of [server, handle, { handle }, { _handle: handle, port: 3000 }]) {
      assert.deepEqual(wantedBy(options), { kind: "elsewhere", where: "a socket that it was handed" });
    }
    assert.deepEqual(wantedBy({ fd: 3 }), { kind: "elsewhere", where: "file descriptor 3" });
    assert.deepEqual(wantedBy({ path: "\0app" }), { kind: "path", path: "\0app" });
  });
});

test("every option that says where and with whom a server listens is settled, and the others stay", () => {
  const { signal } = new AbortController();
  const asked = { port: 3000, host: "::", ipv6Only: true, exclusive: true, reusePort: true, backlog: 5, signal };
  const rewritten = (sharing: "none" | "cluster" | "system"): ListenOptions => {
    const options = { ...asked };
    settleAt(options, { port: 4000, backlog: 511, sharing });
    return options;
  };
  const settled = { port: 4000, host: "127.0.0.1", ipv6Only: false, backlog: 511, signal };
  assert.deepEqual(rewritten("cluster"), { ...settled, exclusive: false, reusePort: false });
  assert.deepEqual(rewritten("none"), { ...settled, exclusive: true, reusePort: false });
  assert.deepEqual(rewritten("system"), { ...settled, exclusive: true, reusePort: true });
});

function callback(): void {}

test("the app's own options are left alone, and a call without a port is given options", async (t) => {
  const options = Object.freeze({ port: 3000 });
  const [copy, ...rest] = ownArguments([options, callback]);
  assert.deepEqual([copy, rest], [options, [callback]]);
  assert.notEqual(copy, options);
  assert.deepEqual(ownArguments([]), [{ port: 0 }]);
  assert.deepEqual(ownArguments([callback]), [{ port: 0 }, callback]);
  const server = await listening(t);
  for (const args of [[3000, "::"], ["/app.sock"], [null, callback], [server], [{ handle: server }]]) {
    assert.equal(ownArguments(args), args);
  }
});
