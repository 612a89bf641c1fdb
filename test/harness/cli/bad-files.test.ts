import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { testAppPath } from "../../support/boot-target.ts";
import { assertRefused, bad, emptyFolder } from "../../support/refused.ts";
import { startResident } from "../../support/resident.ts";

const { broadside: run, stop } = startResident();
after(stop);

test("a configuration that cannot be is refused with its file and field, and --no-config does without", async (t) => {
  const cwd = emptyFolder(t);
  writeFileSync(join(cwd, "broadside.config.json"), '{"app":"./server.js"}');
  await assertRefused(
    t,
    bad("", [], /broadside\.config\.json: app is "\.\/server\.js": no such/, /script that starts/),
    { cwd, run },
  );
  await assertRefused(t, bad("", ["--no-config", "--path", "/"], /--path needs --app/), { cwd, run });
  await assertRefused(t, bad("", ["--config", "other.ts"], /other\.ts: there is no such file/), { cwd, run });
});

describe("results that cannot be written or read are refused", () => {
  const start = ["--app", testAppPath("plain.js"), "--targets", "single"];

  test("--out below a file", async (t) => {
    const cwd = emptyFolder(t);
    writeFileSync(join(cwd, "file"), "");
    await assertRefused(t, bad("", [...start, "--out", "file/run"], /file\/run.*not a folder/), { cwd, run });
  });

  test("--out that is a file", async (t) => {
    const cwd = emptyFolder(t);
    writeFileSync(join(cwd, "file"), "");
    await assertRefused(t, bad("", [...start, "--out", "file"], /Cannot write file: a file of that name/), {
      cwd,
      run,
    });
  });

  test("--out that already holds a run, which stays as it is", async (t) => {
    const cwd = emptyFolder(t);
    writeFileSync(join(cwd, "run.json"), "{}");
    await assertRefused(t, bad("", [...start, "--out", "."], /already holds a run/, /resume/), { cwd, run });
  });

  const files: readonly (readonly [title: string, content: string, found: RegExp])[] = [
    ["cut short", '{"schema":"broadside/run","vers', /run\.json is damaged or cut short: .*column 32/],
    ["empty", "", /run\.json is empty/],
    ["JSON of something else", '{"name":"package"}', /run\.json is JSON, but not a run of Broadside/],
    ["of another version", '{"schema":"broadside/run","version":99,"toolVersion":"9.0"}', /is a run of version 99/],
    ["changed by hand", '{"schema":"broadside/run","version":1}', /is not a valid run: \S+ is missing/],
  ];
  for (const [title, content, found] of files) {
    test(`a run.json that is ${title}, by report and by --resume`, async (t) => {
      const cwd = emptyFolder(t);
      writeFileSync(join(cwd, "run.json"), content);
      await assertRefused(t, bad("", ["report", "."], found), { cwd, run });
      await assertRefused(t, bad("", ["--resume", "."], found), { cwd, run });
    });
  }
});
