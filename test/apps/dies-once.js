// Dies under load unless the file named by its argument is there, which it makes: so it dies the first time alone.
import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";

const [flag] = process.argv.slice(2);
const isDoomed = !existsSync(flag);
writeFileSync(flag, "");

let served = 0;
createServer((_request, response) => {
  if (isDoomed && ++served > 200) throw new Error("the first time is always hard");
  response.end("fine\n");
}).listen(3000);
