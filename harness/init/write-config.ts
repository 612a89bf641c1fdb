import type { Project, ProjectApp } from "./project.ts";
import type { Route } from "./routes.ts";

/** Requests that are sent unless the user says otherwise; the others are there to be taken in. */
const mostRequests = 3;

/** The name that fits a project: types where it has TypeScript, and a module whatever its package.json says. */
export function configNameFor({ usesTypeScript, moduleType }: Project): string {
  if (!usesTypeScript) return "broadside.config.mjs";
  return moduleType === "commonjs" ? "broadside.config.mts" : "broadside.config.ts";
}

/** What a probe of an orchestrator asks for: next to no work, and so nothing to compare strategies by. */
const healthCheck =
  /^\/(?:api\/)?(?:_?health(?:z|check|-check)?|(?:health\/)?(?:live|ready)(?:z|ness)?|liveness|readiness|ping|status|metrics|version|favicon\.ico)\/?$/;

/** The requests that are suggested: those that can be sent as they are, those that need a look first, and health checks. */
export type Suggestion = {
  readonly sent: readonly string[];
  /** None of those that were found can be sent as it is: `sent` is no route of the app's that anybody saw. */
  readonly isGuessed: boolean;
  readonly others: readonly string[];
  readonly health: readonly string[];
};

function isHealth({ path }: Route): boolean {
  return healthCheck.test(path);
}

export function suggestedRequests(routes: readonly Route[]): Suggestion {
  const plain = routes.filter((route) => route.method === "GET" && !route.path.includes(":"));
  const work = plain.filter((route) => !isHealth(route));
  const sent = (work.length === 0 ? plain : work).slice(0, mostRequests);
  const rest = routes.filter((route) => !sent.includes(route));
  return {
    sent: sent.length === 0 ? ["GET /"] : sent.map(requestText),
    isGuessed: sent.length === 0,
    others: rest.filter((route) => !isHealth(route)).map(requestText),
    health: rest.filter(isHealth).map(requestText),
  };
}

/** A request to a route, with something in place of its parameters and a body where it takes one. */
function requestText({ method, path }: Route): string {
  const body = ["POST", "PUT", "PATCH"].includes(method) ? " {}" : "";
  return `${method} ${path.replaceAll(/:\w+/g, "1")}${body}`;
}

function namedApp({ script, env, args }: Extract<ProjectApp, { kind: "named" }>): string {
  const more = {
    ...(Object.keys(env).length === 0 ? {} : { env }),
    ...(args.length === 0 ? {} : { args }),
  };
  return JSON.stringify(Object.keys(more).length === 0 ? script : { script, ...more });
}

function appLines(app: ProjectApp): readonly string[] {
  const script =
    "  // The script that starts the server. It is run as it is; the port that it listens on is redirected.";
  if (app.kind === "none") return [script, '  app: "./server.js",'];
  if (app.kind === "named") return [script, `  app: ${namedApp(app)},`];
  if (app.line === null) return [script, `  app: ${JSON.stringify(app.script)},`];
  return [
    "  // What npm start starts, without npm. It is run as it is; the port that it listens on is redirected.",
    `  // ${app.line}`,
    '  app: ".",',
  ];
}

/** The text of a configuration for what was found, with what else may be said in comments. */
export function configText({ app, routes, hasBroadside }: Project): string {
  const { sent, others, health } = suggestedRequests(routes);
  const lines = [
    "// What `broadside` measures here. Every field: docs/config.md of Broadside.",
    ...(hasBroadside
      ? ['import { defineConfig } from "broadside";', "", "export default defineConfig({"]
      : [
          '// With Broadside installed here, defineConfig of "broadside" lets the editor complete and check it.',
          "export default {",
        ]),
    ...appLines(app),
    "",
    "  // What is asked of it: a weight if you like, the method, the path, and a body or @ and its file.",
    "  requests: [",
    ...sent.map((request) => `    ${JSON.stringify(request)},`),
    ...(others.length === 0 ? [] : ["    // Found as well; see to parameters and bodies before you take them in:"]),
    ...others.map((request) => `    // ${JSON.stringify(request)},`),
    ...(health.length === 0
      ? []
      : ["    // A health check does next to no work; a scenario of its own keeps it apart:"]),
    ...health.map((request) => `    // ${JSON.stringify(request)},`),
    '    // "3 POST /api/orders @order.json",',
    '    // { path: "/api/orders", method: "POST", body: { sku: 7 }, expect: { status: 201, text: "id" } },',
    "  ],",
    "",
    '  // headers: { authorization: "Bearer test" },',
    "",
    '  // Strategies to compare, the first is the baseline; "all" for every one. `broadside list` names them.',
    '  // targets: ["single", "cluster-round-robin", "reverse-proxy"],',
    "  // workers: [1, 2, 4],",
    "  // connections: 32,",
    '  // duration: "3s",',
    "",
    "  // What `broadside capacity` holds.",
    '  // slo: ["p99<100ms", "errors<1%"],',
    "",
    "  // Several things to measure, by --scenario NAME; the fields above are what they have in common.",
    '  // scenarios: { browse: { requests: ["/api/orders"] }, checkout: { requests: ["POST /api/orders @order.json"] } },',
    hasBroadside ? "});" : "};",
    "",
  ];
  return lines.join("\n");
}
