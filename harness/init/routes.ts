/** A route of a server: what a request to it looks like. */
export type Route = { readonly method: string; readonly path: string };

/** What a source says of routes, of its own and of other files that it mounts below a path. */
export type FoundRoutes = {
  readonly routes: readonly Route[];
  /** Specifiers of the relative imports. */
  readonly imports: readonly string[];
  /** Path that an imported file's routes are below, by the specifier of its import. */
  readonly mounts: ReadonlyMap<string, string>;
};

const verbs = "get|post|put|patch|delete";
/** With parameters such as `:id`, but without patterns. */
const path = "[\"'`](?<path>/[\\w./:@~%,;=&-]*)[\"'`]";

/** `app.get("/orders", …)`, of Express, Fastify, Koa, Hono and their like, but not of clients and maps. */
const called = new RegExp(`(?<!\\w)(?<owner>\\w+)\\s*\\.\\s*(?<method>${verbs})\\s*(?:<[^>(]*>)?\\(\\s*${path}`, "g");
const notRouters =
  /^(?:axios|got|ky|fetch|http|https|agent|client|request|supertest|cache|map|params|headers|req|res)$/i;

/** `router.route("/orders").get(…)`, of Express. */
const chained = new RegExp(
  `(?<owner>\\w+)\\s*\\.\\s*route\\(\\s*${path}\\s*\\)\\s*\\.\\s*(?<method>${verbs})\\s*\\(`,
  "g",
);

/** `const orders = new Router({ prefix: "/orders" })` of Koa, `const api = new Hono().basePath("/api")`. */
const prefixed = new RegExp(
  `\\b(?:const|let|var)\\s+(?<owner>\\w+)\\s*=\\s*(?:new\\s+)?\\w+(?:<[^>(]*>)?\\((?:\\s*\\{[^}]*?prefix:\\s*${path.replace("<path>", "<prefix>")}|[^()]*\\)\\s*\\.\\s*basePath\\(\\s*${path})`,
  "g",
);

/** `{ method: "GET", url: "/orders" }`, of Fastify and hapi. */
const described = new RegExp(`method:\\s*["'](?<method>${verbs})["'][^}]{0,200}?(?:url|path):\\s*${path}`, "gi");

/** `pathname === "/orders"` or `case "/orders":`, of a server without a framework. */
const compared = new RegExp(`(?:(?:url|path|pathname)\\s*===?\\s*|\\bcase\\s+)${path}`, "g");

/** `@Get("orders")` below `@Controller("api")`, of Nest. */
const decorated = /@(?<method>Get|Post|Put|Patch|Delete)\(\s*(?:["'`](?<path>[\w./:@~%,;=&-]*)["'`])?\s*\)/g;
const controller = /@Controller\(\s*(?:\{[^}]*?path:\s*)?["'`](?<path>[\w./-]*)["'`]/;

const imported =
  /\bimport\s+(?:[^"';]*?\sfrom\s+)?["'](?<from>\.{1,2}\/[^"']+)["']|(?:require|import)\(\s*["'](?<called>\.{1,2}\/[^"']+)["']\s*\)/g;
const named =
  /\bimport\s+(?:(?<whole>\w+)|\*\s+as\s+(?<all>\w+)|\{(?<some>[^}]*)\})\s+from\s+["'](?<from>\.{1,2}\/[^"']+)["']|\b(?:const|let|var)\s+(?:(?<name>\w+)|\{(?<names>[^}]*)\})\s*=\s*require\(\s*["'](?<required>\.{1,2}\/[^"']+)["']/g;

/** `app.use("/api", orders)`, `app.route("/api", orders)`, `app.register(orders, { prefix: "/api" })`. */
const mounted = new RegExp(
  `(?<below>\\w+)\\s*\\.\\s*(?:use|route)\\(\\s*${path}\\s*,\\s*(?:require\\(\\s*["'](?<called>[^"']+)["']|(?<name>\\w+))`,
  "g",
);
const registered = new RegExp(
  `\\.\\s*register\\(\\s*(?:(?:require|import)\\(\\s*["'](?<called>[^"']+)["']\\s*\\)|(?<name>\\w+))\\s*,\\s*\\{[^}]*?prefix:\\s*${path}`,
  "g",
);

/** `app.register(async (api) => { … }, { prefix: "/api" })`: the end of the call, whose last argument has the prefix. */
const inline = /\.\s*register(?=\(\s*(?:async\b|function\b|\(|\w+\s*=>))/g;
const prefixAtEnd = new RegExp(`\\}\\s*,\\s*\\{[^{}]*?prefix:\\s*${path}[^{}]*\\}\\s*,?\\s*\\)$`);

/** The routes that the text of a source file names, as far as they can be read without running it. */
export function findRoutes(source: string): FoundRoutes {
  const text = source.replaceAll(/\/\*[^]*?\*\/|(?<=^|[\s;{}(),])\/\/.*$/gm, "");
  const files = new Map(matches(named, text).flatMap(bindings));
  const below = belowIn(text, files);
  const mounts = [...matches(mounted, text), ...matches(registered, text)].flatMap((found) => {
    const file = found["called"] ?? files.get(found["name"] ?? "");
    return file === undefined
      ? []
      : [[file, joinPaths(below.ofOwner(found["below"] ?? ""), found["path"] ?? "")] as const];
  });
  return {
    routes: [...calledRoutes(text, below), ...decoratedRoutes(text)],
    imports: matches(imported, text).map((found) => found["from"] ?? found["called"] ?? ""),
    mounts: new Map(mounts),
  };
}

type Groups = Readonly<Record<string, string | undefined>>;

function matches(pattern: RegExp, text: string): readonly Groups[] {
  return [...text.matchAll(pattern)].map(({ groups = {} }) => groups);
}

/** The names that an import binds, each with the file. */
function bindings(found: Groups): readonly (readonly [name: string, file: string])[] {
  const file = found["from"] ?? found["required"] ?? "";
  const some = (found["some"] ?? found["names"] ?? "").split(",").map((each) =>
    each
      .trim()
      .split(/\s+as\s+|\s*:\s*/)
      .at(-1),
  );
  const names = [found["whole"], found["all"], found["name"], ...some];
  return names.flatMap((name) => (name === undefined || name === "" ? [] : [[name, file] as const]));
}

type Within = { readonly from: number; readonly to: number; readonly prefix: string };

/** What a file calls its routes below: a router of its own by its name, a plugin by where its text stands. */
type Below = { readonly ofOwner: (name: string) => string; readonly plugins: readonly Within[] };

function belowIn(text: string, files: ReadonlyMap<string, string>): Below {
  const own = ({ name }: Groups): readonly string[] => (name === undefined || files.has(name) ? [] : [name]);
  const prefixes = new Map(
    matches(prefixed, text).map(({ owner = "", prefix, path: base = "" }) => [owner, prefix ?? base]),
  );
  const mounts = new Map(matches(mounted, text).flatMap((found) => own(found).map((name) => [name, found])));
  const ofOwner = (name: string, known: readonly string[] = []): string => {
    const { below = "", path: at = "" } = mounts.get(name) ?? {};
    const above = below === "" || known.includes(below) ? "" : ofOwner(below, [...known, name]);
    const parts = [above, at, prefixes.get(name) ?? ""].filter((part) => part !== "");
    return parts.length === 0 ? "" : joinPaths(...parts);
  };
  const declared = matches(registered, text).flatMap((found) =>
    own(found).flatMap((name) => withinFunction(text, name, found["path"] ?? "")),
  );
  const inlined = [...text.matchAll(inline)].flatMap(({ index, 0: { length } }): readonly Within[] => {
    const to = endOf(text, index + length);
    const prefix = prefixAtEnd.exec(text.slice(index, to))?.groups?.["path"];
    return prefix === undefined ? [] : [{ from: index, to, prefix }];
  });
  return { ofOwner, plugins: [...declared, ...inlined] };
}

/** What is below a prefix since it stands in the function of that name, where the text itself has it. */
function withinFunction(text: string, name: string, prefix: string): readonly Within[] {
  const begun = new RegExp(
    `\\bfunction\\s+${name}\\s*(?=\\()|\\b(?:const|let|var)\\s+${name}\\b[^=]*=\\s*(?:async\\s*)?(?:function\\b\\s*\\w*\\s*)?(?=\\()`,
  ).exec(text);
  if (begun === null) return [];
  const from = begun.index + begun[0].length;
  const body = text.indexOf("{", endOf(text, from));
  return body === -1 ? [] : [{ from, to: endOf(text, body), prefix }];
}

/** Brackets, and strings in which they mean nothing. */
const token = /[([{]|[)\]}]|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g;

/** Past the bracket that closes the one at `from`. */
function endOf(text: string, from: number): number {
  let depth = 0;
  token.lastIndex = from;
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    if ("([{".includes(found[0])) depth += 1;
    else if (")]}".includes(found[0]) && --depth === 0) return token.lastIndex;
  }
  return text.length;
}

function calledRoutes(text: string, { ofOwner, plugins }: Below): readonly Route[] {
  return [called, chained, described, compared].flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap(({ index, groups: { owner = "", method = "get", path: own = "/" } = {} }) => {
      if (pattern === called && notRouters.test(owner)) return [];
      const around = plugins.filter(({ from, to }) => from <= index && index < to);
      const below = [...around.map(({ prefix }) => prefix), ofOwner(owner)];
      return { method: method.toUpperCase(), path: below.some((part) => part !== "") ? joinPaths(...below, own) : own };
    }),
  );
}

function decoratedRoutes(text: string): readonly Route[] {
  const prefix = controller.exec(text)?.groups?.["path"] ?? "";
  return matches(decorated, text).map((found) => ({
    method: (found["method"] ?? "get").toUpperCase(),
    path: joinPaths(prefix, found["path"] ?? ""),
  }));
}

/** `/api` and `/orders` are `/api/orders`. */
export function joinPaths(...parts: readonly string[]): string {
  return `/${parts
    .flatMap((part) => part.split("/"))
    .filter((part) => part !== "")
    .join("/")}`;
}
