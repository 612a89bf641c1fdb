// Answers 500 because its database is away, and says so in its log alone.
import { createServer } from "node:http";
import { connect } from "node:net";

createServer((request, response) => {
  connect(1, "127.0.0.1").on("error", (error) => {
    console.error(`${new Date().toISOString()} query failed: ${error.message}`);
    response.writeHead(500, { "content-type": "text/plain" }).end("Internal Server Error");
  });
}).listen(3000, () => console.log("listening on 3000"));
