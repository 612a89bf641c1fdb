import type { Load } from "../model/index.ts";

/** Whether the load itself changes within the window. */
export function isChanging(load: Load | undefined): boolean {
  return load?.kind === "open" && new Set(load.profile.map(({ rate }) => rate)).size > 1;
}
