/**
 * Loaded with `--import` ahead of every script of a target: holds it back until the host can be told of it. All else has
 * begun before, in first.ts.
 */
import { channel } from "./first.ts";

await channel?.connected;

export { channel };
