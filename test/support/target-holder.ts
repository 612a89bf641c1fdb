/** Boots the target given as JSON, says where it answers and what it is made of, and holds it until it is killed. */
import { startTarget } from "../../harness/process/target.ts";
import type { TargetSpec } from "../../targets/protocol.ts";

const spec: TargetSpec = JSON.parse(process.argv[2] ?? "");
const { groupId, url, members } = await startTarget(spec);
process.stdout.write(`${JSON.stringify({ groupId, url, members: members() })}\n`);
setInterval(() => {}, 1000);
