import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import { ask } from "../../../harness/execute/ask.ts";
import type { RequestKind } from "../../../harness/model/index.ts";
import { get, putLoad, putOpenLoad, serveHttp } from "./servers.ts";

const all: readonly RequestKind[] = [
  get("/get?q=1", { headers: { "X-Own": "yes", Host: "shop.example" } }),
  get("/search", { method: "GET", body: '{"q":"größe"}', headers: { "Content-Type": "application/json" } }),
  get("/orders", { method: "POST", body: '{"a":1}', headers: { Authorization: "Bearer schlüssel" } }),
  get("/touch", { method: "POST" }),
  get("/image", { method: "PUT", body: Buffer.from([0, 255, 13, 10, 200]).toString("base64"), bodyEncoding: "base64" }),
  get("/orders/1", { method: "DELETE", body: "why" }),
  get("/search", { method: "QUERY", body: "x" }),
];

function hex(text: string): string {
  return Buffer.from(text).toString("hex");
}

test("both loops and the first look at the app send a request as it was given, with its length and no more", async (t) => {
  const seen = new Set<string>();
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { "x-own": own, host, authorization, "content-type": type, "content-length": length } = request.headers;
    const others = Object.keys(request.headers).length;
    const given = host === "shop.example" ? host : "-";
    const body = await buffer(request);
    seen.add(
      [request.method, request.url, own, given, authorization, type, length, others, body.toString("hex")].join(),
    );
    response.end("ok");
  };
  const server = await serveHttp(t, (request, response) => void answer(request, response));
  const senders = [
    async (kind: RequestKind) => void (await putLoad(server, { requests: [kind], measuredSeconds: 0.1 })),
    async (kind: RequestKind) =>
      void (await putLoad(server, {
        requests: [kind],
        measuredSeconds: 0.1,
        load: { connectionMode: "per-request" },
      })),
    async (kind: RequestKind) => void (await putOpenLoad(server, { requests: [kind], measuredSeconds: 0.1 })),
    async (kind: RequestKind) =>
      void (await ask({ url: server.url, isRemoteAllowed: false }, kind, {
        timeoutSeconds: 2,
        signal: new AbortController().signal,
      })),
  ];
  for (const send of senders) {
    seen.clear();
    for (const kind of all) await send(kind);
    assert.deepEqual(
      [...seen],
      [
        "GET,/get?q=1,yes,shop.example,,,,3,",
        `GET,/search,,-,,application/json,15,4,${hex('{"q":"größe"}')}`,
        `POST,/orders,,-,Bearer schlüssel,,7,4,${hex('{"a":1}')}`,
        "POST,/touch,,-,,,0,3,",
        "PUT,/image,,-,,,5,3,00ff0d0ac8",
        "DELETE,/orders/1,,-,,,3,3,776879",
        "QUERY,/search,,-,,,1,3,78",
      ],
    );
  }
});

test("a method, a path or a header that would end its line is refused by both loops", async (t) => {
  const server = await serveHttp(t, (_request, response) => response.end("ok"));
  for (const request of [
    get("/", { method: "BREW" }),
    get("/", { method: "GET / HTTP/1.1\r\nX:" }),
    get("/a b"),
    get("/a\r\nX: y"),
    get("/", { headers: { "X-Own": "a\r\nb" } }),
    get("/", { headers: { "X Own": "a" } }),
  ]) {
    for (const put of [putLoad, putOpenLoad])
      await assert.rejects(put(server, { requests: [request] }), { code: "bad-option" });
  }
});
