/** A harness in the middle of a job. It says the pids of its two generators once the window has begun. */
import { startGenerator } from "../../../harness/load/client.ts";
import { jobOn } from "./servers.ts";

const generator = await startGenerator(2);
await generator.run(jobOn({ url: String(process.argv[2]) }, { measuredSeconds: 60 }), {
  onWindowStart: () => process.stdout.write(`${generator.pids.join(" ")}\n`),
  onWindowEnd: () => {},
});
