import { createServer } from "node:http";

createServer((_request, response) => response.end("never\n")).listen(3000, () => {
  throw new Error("the schema is older than the code");
});
