// Would listen once it has reached another service, at the port that is its argument, and has a helper.
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { connect } from "node:net";

spawn("sleep", ["60"]);
const call = () => {
  const socket = connect(Number(process.argv[2]), "127.0.0.1", () => createServer().listen(3000));
  socket.on("error", () => setTimeout(call, 100));
};
call();
