import assert from "node:assert/strict";
import { test } from "node:test";
import { importsOf } from "./imports.ts";

const samples: readonly (readonly [promise: string, source: string, found: readonly (string | null)[]])[] = [
  ["a default import", 'import a from "./a.ts";', ["./a.ts"]],
  ["a bare import", "import './a.ts'", ["./a.ts"]],
  ["names over several lines", 'import {\n  a,\n  type B,\n} from "./a.ts";', ["./a.ts"]],
  ["a namespace", 'import * as a from "a";', ["a"]],
  ["default and names", 'import a, { b as c } from "a";', ["a"]],
  [
    "names that are keywords",
    'import { from, type, as } from "a"; import from from "b"; import type from "c";',
    ["a", "b", "c"],
  ],
  ["a name in quotes", 'import { "from" as a } from "b";', ["b"]],
  ["a comment within", 'import /* from "x" */ { a } // from "y"\n from "z";', ["z"]],
  ["an attribute", 'import a from "./a.json" with { type: "json" };', ["./a.json"]],
  ["types", 'import type { A } from "a"; import type B from "b"; import type * as C from "c";', ["a", "b", "c"]],
  [
    "re-exports",
    'export * from "a"; export * as b from "b"; export { default } from "c"; export type { D } from "d";',
    ["a", "b", "c", "d"],
  ],
  ["a dynamic import", 'const a = await import("a"); void import(`b`); import("c", { with: {} });', ["a", "b", "c"]],
  ["a type by import()", 'let a: typeof import("a"); let b: import("b").B;', ["a", "b"]],
  ["require", 'const a = require("a");', ["a"]],
  ["an import within a template", "const a = `${await import('a')} import('b')`;", ["a"]],
  [
    "what follows a regular expression with quotes",
    'const a = /["\'`]/g; import("b"); c.replace(/[/"]/, ""); import("d");',
    ["b", "d"],
  ],
  ["what follows a division", 'const a = b / c; import("d"); const e = (f) / g / import("h");', ["d", "h"]],
  ["what follows nested templates", 'const a = `x${`y${"}"}`}z`; import("b");', ["b"]],
  [
    "a computed import, as unknown",
    "import(name); import(`./${name}.ts`); require(name); import('a' + b);",
    [null, null, null, null],
  ],
  ["a require under another name, as unknown", 'const load = createRequire(import.meta.url); load("a");', [null]],
];

for (const [promise, source, found] of samples) {
  test(`finds ${promise}`, () => {
    assert.deepEqual(
      importsOf(source).map((one) => one.from),
      [...found],
    );
  });
}

const strangers: readonly (readonly [promise: string, source: string])[] = [
  ["comments", '// import "a"\n/* import b from "b" */\n/** @see import("c") */'],
  ["strings", `const a = 'import "a"'; const b = "import { b } from 'b'"; const c = "\\" import('c')";`],
  ["templates and regular expressions", 'const a = `import "a"`; const b = /import "b"/;'],
  ["new URL and import.meta", 'new URL("./a.ts", import.meta.url); import.meta.resolve("b");'],
  [
    "methods and keys that are called import",
    'a.import("a"); const b = { import: "b", export: "c" }; class C { import() {} }',
  ],
  ["exports of one's own", 'export const a = "a"; export { b }; export default c; export type D = { from: "e" };'],
  ["a local called from", 'const from = "a"; export { from };\nconst type = "b";'],
];

for (const [promise, source] of strangers) {
  test(`takes no import from ${promise}`, () => assert.deepEqual(importsOf(source), []));
}

test("tells imports of types from imports of values", () => {
  const source =
    'import type { A } from "a"; import { type B } from "b"; import type from "c"; export type * from "d";';
  assert.deepEqual(
    importsOf(source).map((one) => one.typeOnly),
    [true, false, false, true],
  );
});

test("tells what is taken from a module", () => {
  const clauses = importsOf('import a, { b as c } from "a"; import * as d from "d"; import("e"); import "f";');
  assert.deepEqual(
    clauses.map((one) => one.clause.join(" ")),
    ["a , { b as c }", "* as d", "*", ""],
  );
});
