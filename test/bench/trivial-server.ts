/** The cheapest server that is still HTTP, in a process of its own. Says its port over its channel, and ends with it. */
import { createServer } from "node:http";

const server = createServer((_request, response) => {
  response.end("ok");
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address !== null) process.send?.({ port: address.port });
});
process.on("disconnect", () => process.exit());
