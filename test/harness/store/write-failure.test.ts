import assert from "node:assert/strict";
import { test } from "node:test";
import { BroadsideError } from "../../../harness/errors.ts";
import { writeFailure } from "../../../harness/store/write-failure.ts";

function hintFor(code: string): string {
  const failure = writeFailure("/srv/results/run.json", Object.assign(new Error(`${code}: it says`), { code }));
  assert.ok(failure instanceof BroadsideError);
  assert.equal(failure.code, "output-unwritable");
  assert.match(failure.message, new RegExp(`^Cannot write /srv/results/run\\.json: .* \\(${code}\\)\\.$`));
  return failure.hint;
}

test("another folder is offered only where that would help", () => {
  for (const code of ["EACCES", "EROFS", "ENOTDIR", "ENAMETOOLONG"]) assert.match(hintFor(code), /^Make it writable/);
  assert.match(hintFor("EDQUOT"), /^Make room for it/);
  assert.match(hintFor("EMFILE"), /prlimit --pid \$\$ --nofile=/);
  assert.match(hintFor("EFBIG"), /--fsize=unlimited:unlimited/);
  assert.match(hintFor("EIO"), /^dmesg tells more of it: choose .* on another device/);
});

test("what is no refusal of the system's is given back as it is", () => {
  const bug = new TypeError("undefined is no function");
  assert.equal(writeFailure("/srv/results", bug), bug);
});
