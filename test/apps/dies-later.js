import { createServer } from "node:http";

let served = 0;
createServer((_request, response) => {
  if (++served > 200) throw new Error("out of luck after 200 requests");
  response.end("fine so far\n");
}).listen(3000);
