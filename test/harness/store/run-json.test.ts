import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { z } from "zod";
import { capacitySchemaVersion } from "../../../harness/experiments/capacity/model.ts";
import { mapSchemaVersion } from "../../../harness/experiments/map/model.ts";
import { runSchemaVersion } from "../../../harness/model/index.ts";
import { capacitySchema } from "../../../harness/experiments/capacity/schema.ts";
import { mapKind } from "../../../harness/experiments/map/store.ts";
import { runSchema } from "../../../harness/store/schema.ts";
import { capacityText } from "../../../harness/experiments/capacity/report/index.ts";
import { mapText } from "../../../harness/experiments/map/report/index.ts";
import { capacityInput } from "../../support/capacity-input.ts";
import { mapInput } from "../../support/map-input.ts";

function read(name: string): string {
  return readFileSync(join(import.meta.dirname, "../../../docs", name), "utf8");
}

const page = read("run-json.md");

/** The fields of each object in the schema, wherever it stands; optional ones with a question mark. */
function structuresIn(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const entries = new Map<string, unknown>(Object.entries(schema));
  const properties = entries.get("properties");
  const required = entries.get("required");
  const names = typeof properties === "object" && properties !== null ? Object.keys(properties) : [];
  const isRequired = (name: string): boolean => Array.isArray(required) && required.includes(name);
  const own = names.map((name) => (isRequired(name) ? name : `${name}?`)).join(" ");
  const inner = [...entries.values()].flatMap(structuresIn);
  return own === "" ? inner : [own, ...inner];
}

/** The first column of each table of the page, written likewise. */
function tablesIn(markdown: string): readonly string[] {
  const tables = markdown.split(/^\| field.*$/m).slice(1);
  return tables.map((table) =>
    [...table.matchAll(/^\| `(\w+)`\s*\| (_Optional\._ )?\S/gm)]
      .map(([, name = "", optional]) => (optional === undefined ? name : `${name}?`))
      .join(" "),
  );
}

const structures = new Set(structuresIn(z.toJSONSchema(runSchema)));
const tables = new Set(tablesIn(page));

test("every structure of run.json has a table with exactly its fields, in order, and says which are optional", () => {
  assert.ok(structures.size > 20);
  assert.deepEqual(
    [...structures].filter((structure) => !tables.has(structure)),
    [],
  );
});

test("no table is about something that run.json does not hold", () => {
  assert.deepEqual(
    [...tables].filter((table) => !structures.has(table)),
    [],
  );
});

test("the page describes the version that is written", () => {
  assert.match(page, new RegExp(`describes version ${runSchemaVersion}\\.`));
});

test("every link of the page leads to one of its headings", () => {
  const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => heading);
  const anchors = new Set(headings.map((heading) => heading.toLowerCase().replaceAll(" ", "-")));
  for (const [, anchor = ""] of page.matchAll(/\]\(#([^)]*)\)/g)) assert.ok(anchors.has(anchor), anchor);
});

for (const { file, docs, schema, version, summary } of [
  {
    file: "capacity-run.json",
    docs: read("capacity-json.md"),
    schema: capacitySchema,
    version: capacitySchemaVersion,
    summary: { name: "capacity.json", text: capacityText(capacityInput()) },
  },
  {
    file: "map-run.json",
    docs: read("map-json.md"),
    schema: mapKind.schema,
    version: mapSchemaVersion,
    summary: { name: "map.json", text: mapText(mapInput()) },
  },
]) {
  const [saved = "", written = ""] = docs.split(`\n## ${summary.name}\n`);

  test(`every structure of ${file} that run.json has not has a table of its own, and no table is about another`, () => {
    const own = structuresIn(z.toJSONSchema(schema)).filter((structure) => !structures.has(structure));
    assert.deepEqual([...new Set(tablesIn(saved))].sort(), [...new Set(own)].sort());
    assert.match(docs, new RegExp(`describes version ${version}\\.`));
  });

  test(`every table on ${summary.name} is about something that is written, with all its fields`, () => {
    const parsed: unknown = JSON.parse(summary.text);
    const [whole = "", ...parts] = tablesIn(written);
    const top = new Set(keysOf(parsed));
    assert.ok(
      whole.split(" ").every((name) => top.has(name)),
      whole,
    );
    const held = new Set(objectsIn(parsed).map((one) => keysOf(one).sort().join(" ")));
    const unknown = parts.filter((table) => !held.has(table.split(" ").sort().join(" ")));
    assert.deepEqual(unknown, []);
  });
}

function keysOf(value: unknown): string[] {
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}

/** Every object within, at whatever depth. */
function objectsIn(value: unknown): readonly object[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? inner : [value, ...inner];
}
