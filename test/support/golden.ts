import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = new URL("../golden/", import.meta.url);

/** The content is what the golden file holds. Run with `UPDATE_GOLDEN=1` to accept what has changed. */
export function assertGolden(name: string, content: string): void {
  const file = fileURLToPath(new URL(name, folder));
  if (process.env["UPDATE_GOLDEN"] === "1") {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, content);
  }
  assert.equal(content, readFileSync(file, "utf8"), `${name} differs; UPDATE_GOLDEN=1 accepts the change`);
}
