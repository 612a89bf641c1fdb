import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";

import { destinationOf, placeOf, requestsAt } from "../../../harness/load/destination.ts";
import { get, putLoad, putOpenLoad } from "./servers.ts";

/** A resolver that knows one name. */
function knows(...addresses: readonly string[]) {
  return (): Promise<readonly string[]> => Promise.resolve(addresses);
}

const nowhere = (): Promise<readonly string[]> => Promise.reject(new Error("ENOTFOUND"));

/** The paths of three requests, at the base URL. */
async function paths(url: string): Promise<readonly string[]> {
  return requestsAt(await placeOf(url), [{ path: "/" }, { path: "/a?b=c" }, { path: "//d" }]).map(({ path }) => path);
}

/** How TLS is spoken with a host of these addresses. */
async function tlsOf(host: string, ...addresses: readonly string[]) {
  return (await placeOf(`https://${host}`, knows(...addresses))).tls;
}

test("addresses of this machine are loaded without asking, names of it too", async () => {
  for (const host of ["127.0.0.1", "127.1.2.3", "[::1]", "[::ffff:127.0.0.1]"]) {
    const { isLocal, port } = await destinationOf(`http://${host}:3000`, false);
    assert.deepEqual([isLocal, port], [true, 3000], host);
  }
  assert.equal((await destinationOf("http://localhost", false)).port, 80);
  assert.equal((await destinationOf("http://shop.example", false, knows("127.0.0.1", "::1"))).isLocal, true);
});

test("every other address is refused unless it was allowed, also where one of several is elsewhere", async () => {
  const elsewhere = ["10.0.0.1:3000", "0.0.0.0:3000", "[::ffff:10.0.0.1]:80", "[fe80::1]"];
  for (const host of elsewhere)
    await assert.rejects(destinationOf(`http://${host}`, false), { code: "not-loopback" }, host);
  const mixed = knows("127.0.0.1", "203.0.113.7");
  await assert.rejects(destinationOf("http://shop.example", false, mixed), {
    code: "not-loopback",
    message: "http://shop.example is not on this machine (127.0.0.1, 203.0.113.7)",
    hint: /--allow-remote/,
  });
  const { isLocal, address } = await destinationOf("http://shop.example", true, knows("203.0.113.7"));
  assert.deepEqual([isLocal, address], [false, "203.0.113.7"]);
});

test("what is no base URL of HTTP or HTTPS, and a host that has no address, are named", async () => {
  const none = ["ftp://127.0.0.1", "127.0.0.1:3000", "", "http://me@127.0.0.1", "http://127.0.0.1/?q=1"];
  for (const url of none) await assert.rejects(placeOf(url), { code: "bad-option", hint: /begins with http:/ }, url);
  await assert.rejects(placeOf("http://shop.example", nowhere), { code: "unknown-host", message: /ENOTFOUND/ });
});

test("by TLS this machine need not prove who it is, and another one must, under the name that was given", async () => {
  assert.equal((await placeOf("https://127.0.0.1")).port, 443);
  assert.equal((await placeOf("http://127.0.0.1")).tls, null);
  assert.deepEqual(await tlsOf("127.0.0.1", "127.0.0.1"), { servername: "localhost", rejectUnauthorized: false });
  assert.deepEqual(await tlsOf("shop.test", "127.0.0.1"), { servername: "shop.test", rejectUnauthorized: false });
  assert.deepEqual(await tlsOf("shop.test", "203.0.113.7"), { servername: "shop.test", rejectUnauthorized: true });
  assert.deepEqual(await tlsOf("203.0.113.7", "203.0.113.7"), { servername: "", rejectUnauthorized: true });
});

test("the path of a base URL comes before that of each request, and is not doubled by slashes", async () => {
  assert.deepEqual(await paths("http://127.0.0.1"), ["/", "/a?b=c", "//d"]);
  assert.deepEqual(await paths("http://127.0.0.1/shop/"), ["/shop/", "/shop/a?b=c", "/shop//d"]);
});

for (const kind of ["closed", "open"] as const) {
  test(`a ${kind} load for a name goes to the address that listens, below the base path, with the host that was given`, async (t) => {
    const seen = new Set<string>();
    const server = createServer((request, response) => {
      seen.add(`${request.headers.host} ${request.url}`);
      response.end("ok");
    }).listen(0, "127.0.0.1");
    t.after(() => server.close());
    await once(server, "listening");
    const address = server.address();
    assert.ok(typeof address === "object" && address !== null);
    const host = `localhost:${address.port}`;
    const put = kind === "closed" ? putLoad : putOpenLoad;
    const changes = { requests: [get("/orders")], measuredSeconds: 0.2 };
    const { counts } = await put({ url: `http://${host}/shop` }, changes);
    assert.ok(counts.completed > 0);
    assert.deepEqual([...seen], [`${host} /shop/orders`]);
  });
}
