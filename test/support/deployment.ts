import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestContext } from "node:test";
import type { Deployment } from "../../harness/model/index.ts";
import { testAppPath } from "./boot-target.ts";
import { freePort } from "./ports.ts";

const program = fileURLToPath(new URL("deployment.js", import.meta.url));

export type TestDeployment = Deployment & {
  readonly up: readonly string[];
  readonly down: readonly string[];
  /** There while it is up. */
  readonly file: string;
};

/** An app of test/apps that commands bring up and take down; nothing of it is there yet. */
export async function testDeployment(t: TestContext, app: string, scheme = "http"): Promise<TestDeployment> {
  const folder = mkdtempSync(join(tmpdir(), "broadside-deployment-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const port = await freePort();
  const file = join(folder, "pid");
  const call = (action: string, ...more: readonly string[]): readonly string[] => {
    return [process.execPath, program, action, String(port), file, ...more];
  };
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    isRemote: false,
    up: call("up", testAppPath(app)),
    down: call("down"),
    commandTimeoutSeconds: 30,
    file,
  };
}
