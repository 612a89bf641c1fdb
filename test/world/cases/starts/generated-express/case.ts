import type { WorldCase } from "../../../world-case.ts";

const quick = ["-t", "single,cluster-os", "-b", "1", "-d", "300ms", "--warmup", "100ms", "-c", "4", "-w", "2"];

export const worldCase: WorldCase = {
  title: "init names what starts a project of express-generator, keeps its health check apart, and what it wrote runs",
  source: "expressjs/generator#74",
  steps: [
    {
      run: ["init"],
      ends: 0,
      says: [
        /The app is \.\/bin\/www, found by the script "start" of package\.json\./,
        /Requests: GET \/, GET \/orders\. Also found, left in comments: GET \/orders\/1\. .*: GET \/healthz\./,
      ],
    },
    { run: quick, ends: "measured" },
    { run: ["--app", ".", "--no-config", ...quick], ends: "measured" },
  ],
};
