import { tmpdir } from "node:os";
import type { TargetSpec } from "./protocol.ts";

/** What the app runs in, where that is a container: an image, or null for this machine's own files. */
export type Container = { readonly image: string | null; readonly hasMemoryLimit: boolean };

/** What surrounds the processes of an app under its strategy. */
export type Place = {
  /** What stands in front of them, for a person. */
  readonly front: string;
  /** Null where they run beside Broadside. */
  readonly container: Container | null;
};

type Chosen = Pick<TargetSpec, "strategy" | "options">;

/** What follows `=` in the value of an option; null for its default. */
function given({ options }: Chosen, name: string, usual: string): string | null {
  const value = options[name]?.slice(name.length + 1) ?? usual;
  return value === usual ? null : value;
}

/** What stands in front of the workers, for a person. */
export function frontOf(chosen: Chosen): string {
  const name = chosen.strategy === "docker" ? given(chosen, "front", "reverse-proxy") : chosen.strategy;
  return name === null || name === "reverse-proxy" ? "Broadside's proxy" : name;
}

export function placeOf(chosen: Chosen): Place {
  const container =
    chosen.strategy === "docker"
      ? { image: given(chosen, "image", "none"), hasMemoryLimit: given(chosen, "memory", "all") !== null }
      : null;
  return { front: frontOf(chosen), container };
}

/** What an app finds otherwise in a container than beside it. */
export function within({ image }: Container): string {
  return image === null
    ? `a container, where files are read-only but for those in ${tmpdir()}, /run is empty and there is no /var`
    : `a container of the image ${image}, where of this machine there are the project's files alone, read-only`;
}

export const moreMemory = "Give the container more memory: --memory, or memory= where the target has its own";
