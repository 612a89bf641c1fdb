// Takes heads of up to 64 KiB and says how long the cookie was; answers with a large head itself where it is asked to.
import { createServer } from "node:http";

createServer({ maxHeaderSize: 64 * 1024 }, (request, response) => {
  if (request.url === "/answer") {
    response.setHeader("server", "the app's own");
    response.setHeader(
      "set-cookie",
      Array.from({ length: 12 }, () => "c".repeat(1_000)),
    );
  }
  response.end(String(request.headers.cookie?.length));
}).listen(3000);
