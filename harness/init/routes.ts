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

/** `orders.prefix("/orders")`, of Koa. */
const prefixedLater = new RegExp(`(?<!\\w)(?<owner>\\w+)\\s*\\.\\s*prefix\\(\\s*${path}`, "g");

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

/** `app.use("/api", auth, orders)`, `app.route("/api", orders)`, `api.use(users.routes())`: up to the bracket of the call. */
const mounting = /(?<below>\w+)\s*\.\s*(?:use|route)\s*(?=\()/g;
const firstPath = new RegExp(`^\\s*${path}\\s*(?:,|$)`);
const argument = /^\s*(?:require\(\s*["'](?<called>[^"']+)["']\s*\)|(?<name>\w+)(?:\.\w+\(\))?)\s*$/;

/** `app.register(orders, { prefix: "/api" })`, of Fastify. */
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
  return {
    routes: [...calledRoutes(text, below), ...decoratedRoutes(text)],
    imports: matches(imported, text).map((found) => found["from"] ?? found["called"] ?? ""),
    mounts: below.files,
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

/** A plugin's text, and where it is registered below which prefix. */
type Plugin = {
  readonly from: number;
  readonly to: number;
  readonly calls: readonly { readonly at: number; readonly prefix: string }[];
};

/** What a file calls its routes below: a router of its own by its name, a plugin by where its text stands. */
type Below = {
  readonly ofOwner: (name: string) => string;
  /** One for each way in which the text at a place is registered. */
  readonly prefixesAt: (index: number) => readonly string[];
  /** Of what is imported, by the specifier of its import. */
  readonly files: ReadonlyMap<string, string>;
};

/** What is mounted at a path below a router: a router of the file's own by its name, or a file by its specifier. */
type Mount = {
  readonly below: string;
  readonly at: string;
  readonly name: string | undefined;
  readonly file: string | undefined;
};

function mountsIn(text: string, imports: ReadonlyMap<string, string>): readonly Mount[] {
  return [...text.matchAll(mounting)].flatMap(({ index, 0: { length }, groups: { below = "" } = {} }) => {
    const inside = text.slice(index + length + 1, endOf(text, index + length) - 1);
    const found = firstPath.exec(inside);
    const at = found?.groups?.["path"] ?? "";
    return topLevel(inside.slice(found?.[0].length ?? 0)).flatMap((one): readonly Mount[] => {
      const groups = argument.exec(one)?.groups;
      if (groups === undefined) return [];
      const { name = "" } = groups;
      return [{ below, at, name: groups["name"], file: groups["called"] ?? imports.get(name) }];
    });
  });
}

/** The arguments of a call. */
function topLevel(text: string): readonly string[] {
  const parts = [""];
  let index = 0;
  while (index < text.length) {
    const isOpening = "([{".includes(text.charAt(index));
    const end = isOpening ? endOf(text, index) : index + 1;
    if (text.charAt(index) === ",") parts.push("");
    else parts[parts.length - 1] += text.slice(index, end);
    index = end;
  }
  return parts;
}

function belowIn(text: string, imports: ReadonlyMap<string, string>): Below {
  const prefixes = new Map(
    [...matches(prefixed, text), ...matches(prefixedLater, text)].map(({ owner = "", prefix, path: base = "" }) => [
      owner,
      prefix ?? base,
    ]),
  );
  const mounts = mountsIn(text, imports);
  const registrations = [...text.matchAll(registered)].map(({ index, groups = {} }) => ({
    at: index,
    prefix: groups["path"] ?? "",
    name: groups["name"],
    file: groups["called"] ?? imports.get(groups["name"] ?? ""),
  }));
  const ofOwner = (name: string, known: readonly string[] = []): string => {
    const mount = mounts.find((one) => one.name === name && one.below !== name && !known.includes(one.below));
    const above = mount === undefined ? [] : [ofOwner(mount.below, [...known, name]), mount.at];
    const parts = [...above, prefixes.get(name) ?? ""].filter((part) => part !== "");
    return parts.length === 0 ? "" : joinPaths(...parts);
  };
  const plugins = [
    ...[...Map.groupBy(registrations, ({ name }) => name ?? "")].flatMap(([name, calls]) =>
      name === "" || imports.has(name) ? [] : pluginOf(text, name, calls),
    ),
    ...[...text.matchAll(inline)].flatMap(({ index, 0: { length } }): readonly Plugin[] => {
      const [from, to] = [index + length, endOf(text, index + length)];
      const prefix = prefixAtEnd.exec(text.slice(index, to))?.groups?.["path"];
      return prefix === undefined ? [] : [{ from, to, calls: [{ at: index, prefix }] }];
    }),
  ];
  const prefixesAt = (index: number, depth = 0): readonly string[] => {
    const [innermost] = plugins
      .filter(({ from, to }) => from <= index && index < to)
      .toSorted((a, b) => b.from - a.from);
    if (innermost === undefined || depth > deepest) return [""];
    return innermost.calls.flatMap(({ at, prefix }) =>
      prefixesAt(at, depth + 1).map((above) => joinPaths(above, prefix)),
    );
  };
  const files = [
    ...mounts.map(({ file, below, at }) => [file, joinPaths(ofOwner(below), at)] as const),
    ...registrations.map(({ file, at, prefix }) => [file, joinPaths(prefixesAt(at)[0] ?? "", prefix)] as const),
  ].flatMap(([file, at]) => (file === undefined || at === "/" ? [] : [[file, at] as const]));
  return { ofOwner, prefixesAt, files: new Map(files) };
}

/** Plugins within plugins, at most. */
const deepest = 8;

/** The function of that name, where the text itself has it: from its parameters to the end of its body. */
function pluginOf(text: string, name: string, calls: Plugin["calls"]): readonly Plugin[] {
  const begun = new RegExp(
    `\\bfunction\\s+${name}\\s*(?=\\()|\\b(?:const|let|var)\\s+${name}\\b[^=]*=\\s*(?:async\\s*)?(?:function\\b\\s*\\w*\\s*)?(?=\\()`,
  ).exec(text);
  if (begun === null) return [];
  const from = begun.index + begun[0].length;
  const body = text.indexOf("{", endOf(text, from));
  return body === -1 ? [] : [{ from, to: endOf(text, body), calls }];
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

function calledRoutes(text: string, { ofOwner, prefixesAt }: Below): readonly Route[] {
  return [called, chained, described, compared].flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap(({ index, groups: { owner = "", method = "get", path: own = "/" } = {} }) => {
      if (pattern === called && notRouters.test(owner)) return [];
      return prefixesAt(index).map((above) => {
        const below = [above, ofOwner(owner)].filter((part) => part !== "");
        return { method: method.toUpperCase(), path: below.length > 0 ? joinPaths(...below, own) : own };
      });
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
