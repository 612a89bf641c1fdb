import { call, pathOf } from "./engine.ts";

/** Label that names the process which made a container. */
export const makerLabel = "broadside.host";

type Listed = { readonly Id: string; readonly Labels: Readonly<Record<string, string>> };

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/**
 * Removes the containers whose maker is there no more. The Engine removes them by itself when they end, but not one that
 * was made and not yet started when its maker was killed, and one whose app is caught in a loop does not end.
 */
export async function removeLeftovers(): Promise<void> {
  const filters = JSON.stringify({ label: [makerLabel] });
  const listed: readonly Listed[] = JSON.parse(await call("GET", pathOf("/containers/json", { all: "1", filters })));
  const left = listed.filter(({ Labels }) => !isThere(Number(Labels[makerLabel])));
  await Promise.all(left.map(({ Id }) => call("DELETE", pathOf(`/containers/${Id}`, { force: "1" })).catch(() => {})));
}
