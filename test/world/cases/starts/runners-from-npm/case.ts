import { execFileSync } from "node:child_process";
import type { WorldCase } from "../../../world-case.ts";

const short = ["-t", "single,cluster-os", "-w", "2", "-b", "1", "-d", "300ms", "--warmup", "100ms", "-c", "4"];
const patient = [...short, "--boot-timeout", "60s"];

export const worldCase: WorldCase = {
  title:
    "tsx, ts-node below nodemon, and json-server run as they are installed, or the reason is Broadside's own NODE_ENV",
  prepare: (folder) => {
    execFileSync("npm", ["install", "--no-audit", "--no-fund", "--loglevel", "error"], { cwd: folder, stdio: "pipe" });
  },
  steps: [
    { run: ["--app", ".", ...patient, "--expect-text", "a plain greeting"], in: "typed", ends: "measured" },
    { run: ["--app", ".", ...patient, "--expect-text", "a plain greeting"], in: "watched", ends: "measured" },
    {
      run: ["--app", ".", "--path", "/posts", ...patient],
      in: "data",
      ends: 2,
      says: [/no such file or directory, scandir .*public'/, /Broadside set NODE_ENV=production; --env NODE_ENV=dev/],
    },
    {
      run: ["--app", ".", "--path", "/posts", "--env", "NODE_ENV=development", ...patient, "--expect-text", "first"],
      in: "data",
      ends: "measured",
    },
  ],
};
