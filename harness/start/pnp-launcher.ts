/**
 * Runs a script of Yarn's archives as the main one: the first argument, with those that follow. With something
 * imported ahead, Node.js itself would look for it on the disk, past what `.pnp.cjs` patches.
 */
import Module from "node:module";

process.argv.splice(1, 1);
const load: unknown = Reflect.get(Module, "_load");
if (typeof load !== "function")
  throw new TypeError("This Node.js has no Module._load, by which Yarn's archives are read.");
Reflect.apply(load, Module, [process.argv[1], null, true]);
