import { createServer } from "node:http";

enum Status {
  Ready = "ready",
}

createServer((_request, response) => response.end(Status.Ready)).listen(3000);
