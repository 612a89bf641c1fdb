// Says what it received, so that a test can see what arrives and what comes back through a strategy.
import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";

async function answer(request, response) {
  const url = new URL(request.url, "http://app");
  if (url.pathname === "/stop-answering") {
    for (;;);
  }
  if (url.pathname === "/throw") {
    response.writeHead(500).end("sorry\n");
  } else if (url.pathname === "/status") {
    response.writeHead(Number(url.searchParams.get("code"))).end();
  } else if (url.pathname === "/chunks") {
    response.writeHead(200, { "set-cookie": ["a=1", "b=2"], "x-answer": "yes" });
    for (let chunk = 0; chunk < 5; chunk++) response.write(`chunk ${chunk};`);
    response.end("end");
  } else if (url.pathname === "/large") {
    response.end(Buffer.alloc(Number(url.searchParams.get("bytes")), "abcdefgh"));
  } else if (url.pathname === "/echo") {
    const body = await buffer(request);
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify({
        method: request.method,
        url: request.url,
        headers: request.headers,
        bytes: body.length,
        body: body.length > 1000 ? undefined : body.toString(),
      }),
    );
  } else {
    response.writeHead(404).end("nothing here\n");
  }
}

createServer((request, response) => void answer(request, response)).listen(3000, "0.0.0.0");
