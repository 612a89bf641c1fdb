import assert from "node:assert/strict";
import { test } from "node:test";
import { hintForLimit, hintForTemporaryFiles, lackOfClient } from "../../harness/system-hints.ts";

test("a limit is known by its code alone, wherever that stands", () => {
  assert.match(hintForLimit("spawn git EAGAIN") ?? "", /--nproc=/);
  assert.match(hintForLimit("EMFILE: too many open files, mkdtemp '/tmp/a'") ?? "", /--nofile=/);
  assert.match(hintForLimit("ENFILE: file table overflow, open '/tmp/a'") ?? "", /fs\.file-max/);
  for (const said of ["ENOENT: no such file", "MYEMFILES", ""]) assert.equal(hintForLimit(said), null, said);
});

test("a full disk is told from a folder that may not be written, by the system's words and by git's", () => {
  for (const said of [
    "ENOSPC: no space left on device, write",
    "could not write config file: No space left on device",
    "unable to write file images/logo.png",
    "EDQUOT: disk quota exceeded, open '/scratch/a'",
  ]) {
    assert.match(hintForTemporaryFiles(said, "/scratch") ?? "", /^Make room in \/scratch,/, said);
  }
  const denied = "could not create leading directories of '/scratch/w/base/.git': Permission denied";
  assert.match(hintForTemporaryFiles(denied, "/scratch") ?? "", /this user may write to/);
  assert.equal(hintForTemporaryFiles(denied.replace("/scratch", "/srv/shop"), "/scratch"), null);
});

test("what the client lacks is told by the code that a connection fails with, and nothing that an app answers", () => {
  const { words = "" } = lackOfClient("connection failed: ENOBUFS") ?? {};
  assert.equal(words, "no memory left for Broadside's client (ENOBUFS)");
  for (const kind of ["status 503", "connection reset", "connection failed: EHOSTUNREACH"]) {
    assert.equal(lackOfClient(kind), null, kind);
  }
});
