import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { joinPaths } from "../../../harness/init/join-paths.ts";
import { findRoutes } from "../../../harness/init/routes.ts";

function routesOf(source: string): readonly string[] {
  return findRoutes(source).routes.map(({ method, path }) => `${method} ${path}`);
}

const sources: readonly (readonly [title: string, source: string, routes: readonly string[]])[] = [
  ["Express", 'app.get("/orders", list);\nrouter.post(`/orders/:id`, a, b);', ["GET /orders", "POST /orders/:id"]],
  ["Fastify", 'fastify.get<{ Params: P }>("/a", { schema }, handler);', ["GET /a"]],
  [
    "Fastify's and hapi's objects",
    '{ method: "PUT", schema: s, url: "/b" }, { method: \'get\', path: "/c" }',
    ["PUT /b", "GET /c"],
  ],
  ["Hono, on several lines", "app\n  .get('/d', (c) => c.text('x'))", ["GET /d"]],
  ["Express, by its path first", 'router.route("/d/:id")\n  .get(one)\n  .put(set);', ["GET /d/:id"]],
  [
    "Koa, below a prefix",
    'const r = new Router({ prefix: "/k" }); r.get("/", a); s.get("/b", b);',
    ["GET /k", "GET /b"],
  ],
  ["Hono, below a path", 'const api = new Hono<Env>().basePath("/v1");\napi.get("/e", x);', ["GET /v1/e"]],
  [
    "Express, of routers of the same file, one below another",
    'const items = Router(); items.get("/:id", x); const api = Router(); api.use("/items", items); app.use("/api", api); api.route("/me").get(me); app.get("/", y);',
    ["GET /api/items/:id", "GET /", "GET /api/me"],
  ],
  [
    "Fastify, of plugins of the same file",
    `app.register(async (api) => {
       api.get("/a", { onRequest: [auth("}")] }, x);
       api.register(function deep(one, options, done) { one.get("/b", y); done(); }, { prefix: "/deep" });
     }, { prefix: "/v1" });
     app.register(cors, { origin: "*" });
     app.get("/c", z);
     app.register(plugin, { prefix: "/p" }); app.register(later, { prefix: "/q" });
     async function plugin(app, { limit }) { if (limit) { app.get("/d", w); } }
     const later = async (app: FastifyInstance) => { app.get("/e", w); };
     app.get("/f", w);`,
    ["GET /v1/a", "GET /v1/deep/b", "GET /c", "GET /p/d", "GET /q/e", "GET /f"],
  ],
  [
    "Express, below what stands between a path and its router",
    'app.use("/api", auth, express.json({ limit: "1mb" }), users); users.get("/list", x); app.use(helmet(), open); open.get("/o", y);',
    ["GET /api/list", "GET /o"],
  ],
  [
    "Fastify, of plugins that are registered twice or by others",
    `async function users(f) { f.get("/me", x); } const v1 = async (f) => { f.register(users, { prefix: "/users" }); f.get("/ping", y); };
     app.register(v1, { prefix: "/v1" }); app.register(users, { prefix: "/v2/users" });`,
    ["GET /v1/users/me", "GET /v2/users/me", "GET /v1/ping"],
  ],
  [
    "Koa, with prefixes of its routers and one in another",
    'const api = new Router(); api.prefix("/api"); const users = new Router({ prefix: "/users" }); users.get("/me", x); api.use(users.routes()); app.use(api.routes());',
    ["GET /api/users/me"],
  ],
  [
    "Express, of a router that is mounted twice",
    'const api = Router(); api.get("/me", x); app.use("/v1", api); app.use("/v2", api);',
    ["GET /v1/me", "GET /v2/me"],
  ],
  [
    "Express and Hono, of what is called on a call",
    `module.exports = express.Router().route("/x").get(list);
     const api = new Hono<Env>().get("/a", (c) => c.text(")")).post("/b", make); app.route("/api", api);
     request(app).get("/tested"); axios.create({ a: 1 }).get("/asked");`,
    ["GET /api/a", "POST /api/b", "GET /x"],
  ],
  [
    "Fastify, of a plugin with brackets in patterns and a division",
    `app.register(async (f) => { f.get("/in", () => /[({]/.test("x") && half.replace(/\\(/g, "") && 4 / 2 / 1); }, { prefix: "/p" });
     app.get("/out", x);`,
    ["GET /p/in", "GET /out"],
  ],
  ["a server without a framework", 'if (url.pathname === "/e") {} switch (p) { case "/f": }', ["GET /e", "GET /f"]],
  [
    "Nest",
    '@Controller("cats")\nclass Cats { @Get() all() {} @Post("new") make() {} }',
    ["GET /cats", "POST /cats/new"],
  ],
  [
    "clients, patterns, comments and maps",
    'axios.get("/a"); app.get("/*", x); // app.get("/b", y)\n/* app.get("/c") */ cache.get("/d");',
    [],
  ],
];

describe("routes are read from the sources of", () => {
  for (const [title, source, routes] of sources) {
    test(title, () => assert.deepEqual(routesOf(source), routes));
  }
});

test("imports are found with the paths at which they are mounted", () => {
  const { imports, mounts } = findRoutes(`
    import { orders as sales } from "./orders.js";
    import users from './users';
    import "./unrelated.js";
    const { items } = require("./items");
    app.use("/sales", sales); app.register(users, { prefix: "/users" }); app.route("/items", items);
    app.use("/late", require("./late"));`);
  assert.deepEqual(
    [...findRoutes('app.use("/about", auth, require("./about")); app.use(require("./plain"));').mounts],
    [
      ["./about", ["/about"]],
      ["./plain", ["/"]],
    ],
  );
  const { mounts: inner } = findRoutes(
    'const api = Router(); api.use("/users", require("./users")); app.use("/api", api);',
  );
  assert.deepEqual([...inner], [["./users", ["/api/users"]]]);
  assert.deepEqual(imports, ["./orders.js", "./users", "./unrelated.js", "./items", "./late"]);
  assert.deepEqual(Object.fromEntries(mounts), {
    "./orders.js": ["/sales"],
    "./users": ["/users"],
    "./items": ["/items"],
    "./late": ["/late"],
  });
});

test("of what one import binds, the router is mounted, and not what stands before others", () => {
  const { mounts } = findRoutes(`
    const { router: auth, requireAuth } = require("./auth"); const api = Router(); api.use(requireAuth);
    app.use("/auth", auth); app.use("/v1", requireAuth, api); app.use("/v2", requireAuth, api);
    api.use("/orders", requireAuth, require("./orders").router);`);
  assert.deepEqual(Object.fromEntries(mounts), {
    "./auth": ["/auth"],
    "./orders": ["/v1/orders", "/v2/orders"],
  });
});

test("paths are joined with one slash between", () => {
  assert.equal(joinPaths("", "/"), "/");
  assert.equal(joinPaths("/api/", "/orders", ""), "/api/orders");
});
