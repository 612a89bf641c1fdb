/** Boots the target given as JSON, says which process group it is, and holds it until it is killed. */
import { startTarget } from "../../harness/process/target.ts";
import type { TargetSpec } from "../../targets/protocol.ts";

const spec: TargetSpec = JSON.parse(process.argv[2] ?? "");
const { groupId, url } = await startTarget(spec);
process.stdout.write(`${JSON.stringify({ groupId, url })}\n`);
setInterval(() => {}, 1000);
