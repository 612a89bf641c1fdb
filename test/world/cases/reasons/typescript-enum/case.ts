import type { WorldCase } from "../../../world-case.ts";

export const worldCase: WorldCase = {
  title: "TypeScript that Node.js does not take is told by Node.js's reason, with what to do",
  source: "nodejs/typescript#8",
  steps: [
    {
      run: ["--app", "./server.ts", "-t", "single,cluster-round-robin"],
      ends: 2,
      says: [
        /server\.ts threw "SyntaxError \[ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX\]: [^"]*enum/,
        /build it first and name the result, e\.g\. --app dist\/server\.js/,
      ],
    },
  ],
};
