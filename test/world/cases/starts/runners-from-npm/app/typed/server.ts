import { createServer } from "http";
import { greet } from "./greet";

enum Kind {
  Plain = "plain",
}

createServer((_request, response) => response.end(greet(Kind.Plain))).listen(3000);
