// What is deployed behind an edge that says who asks: it trusts what the headers say, keeps a session of 30 kB in a cookie,
// links pages absolutely, and refuses an upload of another kind before it has read it.
import { createServer } from "node:http";

createServer({ maxHeaderSize: 96 * 1024 }, (request, response) => {
  const { headers, method, url } = request;
  const isTrusted = headers["x-forwarded-proto"] === "https" && headers["x-forwarded-for"] === "198.51.100.9";
  if (!isTrusted) return void response.writeHead(308, { location: `https://${headers.host}${url}` }).end();
  if ((headers.cookie ?? "").length < 30_000) return void response.writeHead(401).end("no session");
  if (method === "POST" && headers["content-type"] !== "text/csv") return void response.end("not read");
  response.end("signed in");
}).listen({ path: "", port: 8443, host: "0.0.0.0" });
