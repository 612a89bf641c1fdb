/**
 * The sample app: an ordinary HTTP server.
 * `PORT` (3000) is where it listens, `UPSTREAM_URL` the service that `/fanout` calls, and `POOL_THREADS` (0) how many
 * threads its CPU work runs on; with 0 it runs on the main thread.
 */
import { startCompute } from "./compute.ts";
import { createAnswerer } from "./endpoints.ts";
import { integerVariable } from "./environment.ts";
import { closeFanout } from "./fanout.ts";
import { serve } from "./serve.ts";

const compute = await startCompute(integerVariable("POOL_THREADS", 0, 256));

serve(createAnswerer(compute, process.env["UPSTREAM_URL"]), 3000, async () => {
  closeFanout();
  await compute.close();
});
