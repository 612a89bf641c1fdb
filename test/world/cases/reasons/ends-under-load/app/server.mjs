// Serves until its pool is used up; the error that ends it has a cause.
import { createServer } from "node:http";

let answered = 0;
createServer((request, response) => {
  answered += 1;
  if (answered > 20) {
    throw new Error("no order could be loaded", { cause: new Error("remaining connection slots are reserved") });
  }
  response.end("ok");
}).listen(3000, () => console.log("listening on 3000"));
