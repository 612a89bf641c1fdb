/** `/api` and `/orders` are `/api/orders`. */
export function joinPaths(...parts: readonly string[]): string {
  return `/${parts
    .flatMap((part) => part.split("/"))
    .filter((part) => part !== "")
    .join("/")}`;
}

/** The same of what may be nothing: empty where all of it is. */
export function joinPrefixes(...parts: readonly string[]): string {
  return parts.every((part) => part === "") ? "" : joinPaths(...parts);
}
