import { belowIn, type Below } from "./below.ts";
import { bracketsIn, type Brackets } from "./brackets.ts";
import { headOfChain } from "./chains.ts";
import { bindingsIn, importsIn } from "./imports.ts";
import { joinPaths } from "./join-paths.ts";
import { pathLiteral } from "./path-literal.ts";

/** A route of a server: what a request to it looks like. */
export type Route = { readonly method: string; readonly path: string };

/** What a source says of routes, of its own and of other files that it mounts below a path. */
export type FoundRoutes = {
  readonly routes: readonly Route[];
  /** Specifiers of the relative imports. */
  readonly imports: readonly string[];
  /** Paths that an imported file's routes are below, by the specifier of its import. */
  readonly mounts: ReadonlyMap<string, readonly string[]>;
};

const verbs = "get|post|put|patch|delete";

/** What a method is called on: a name, or a call, whose bracket ends before it. */
const owned = String.raw`(?:(?<!\w)(?<owner>\w+)|\))\s*\.\s*`;

/** `app.get("/orders", …)`, of Express, Fastify, Koa, Hono and their like, but not of clients and maps. */
const called = new RegExp(`${owned}(?<method>${verbs})\\s*(?:<[^>(]*>)?\\(\\s*${pathLiteral}`, "g");
const notRouters =
  /^(?:axios|got|ky|fetch|http|https|agent|client|request|supertest|nock|cache|map|params|headers|req|res)$/i;

/** `router.route("/orders").get(…)`, of Express. */
const chained = new RegExp(`${owned}route\\(\\s*${pathLiteral}\\s*\\)\\s*\\.\\s*(?<method>${verbs})\\s*\\(`, "g");

/** `{ method: "GET", url: "/orders" }`, of Fastify and hapi. */
const described = new RegExp(`method:\\s*["'](?<method>${verbs})["'][^}]{0,200}?(?:url|path):\\s*${pathLiteral}`, "gi");

/** `pathname === "/orders"` or `case "/orders":`, of a server without a framework. */
const compared = new RegExp(`(?:(?:url|path|pathname)\\s*===?\\s*|\\bcase\\s+)${pathLiteral}`, "g");

/** `@Get("orders")` below `@Controller("api")`, of Nest. */
const decorated = /@(?<method>Get|Post|Put|Patch|Delete)\(\s*(?:["'`](?<path>[\w./:@~%,;=&-]*)["'`])?\s*\)/g;
const controller = /@Controller\(\s*(?:\{[^}]*?path:\s*)?["'`](?<path>[\w./-]*)["'`]/;

/** The routes that the text of a source file names, as far as they can be read without running it. */
export function findRoutes(source: string): FoundRoutes {
  const text = source.replaceAll(/\/\*[^]*?\*\/|(?<=^|[\s;{}(),])\/\/.*$/gm, "");
  const brackets = bracketsIn(text);
  const below = belowIn(text, brackets, bindingsIn(text));
  return {
    routes: [...calledRoutes(text, brackets, below), ...decoratedRoutes(text)],
    imports: importsIn(text),
    mounts: below.files,
  };
}

function calledRoutes(text: string, { openOf }: Brackets, { ofOwner, prefixesAt }: Below): readonly Route[] {
  return [called, chained, described, compared].flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap(({ index, groups = {} }) => {
      const { method = "get", path = "/" } = groups;
      const owner = groups["owner"] ?? (text.charAt(index) === ")" ? headOfChain(text, index, openOf) : "");
      if (pattern === called && notRouters.test(owner)) return [];
      return prefixesAt(index).flatMap((above) =>
        ofOwner(owner).map((mounted) => {
          const below = [above, mounted].filter((part) => part !== "");
          return { method: method.toUpperCase(), path: below.length > 0 ? joinPaths(...below, path) : path };
        }),
      );
    }),
  );
}

function decoratedRoutes(text: string): readonly Route[] {
  const prefix = controller.exec(text)?.groups?.["path"] ?? "";
  return [...text.matchAll(decorated)].map(({ groups = {} }) => ({
    method: (groups["method"] ?? "get").toUpperCase(),
    path: joinPaths(prefix, groups["path"] ?? ""),
  }));
}
