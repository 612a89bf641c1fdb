#!/usr/bin/env node
// Plain JavaScript, so that a runtime too old for the rest says so in one sentence.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `broadside: Node.js ${process.versions.node} is too old; 22.18 or newer is needed.\n` +
      'Install a newer one, from https://nodejs.org for instance; in Broadside\'s own repository "npm ci" brings it.\n',
  );
  process.exit(2);
}
// Until a command takes interruption over (interrupt.ts), it ends the process at once, with the same exit status.
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(name, () => {
    if (process.listenerCount(name) === 1) process.exit(130);
  });
}
const { prefersBuild } = await import("./built.js");
const { main } = prefersBuild() ? await import("../../dist/harness/cli/main.js") : await import("./main.ts");
process.exit(await main(process.argv.slice(2)));
