/**
 * Below 0 when a version comes before another, above when after. Parts that only one of them has are not compared: 22 is
 * neither before 22.18 nor after it.
 */
export function compareNodes(version: string, other: string): number {
  const against = numbersOf(other);
  const differences = numbersOf(version).map((part, index) => part - (against[index] ?? part));
  return differences.find((difference) => difference !== 0) ?? 0;
}

function numbersOf(version: string): readonly number[] {
  return version.split(".").map((part) => Number.parseInt(part, 10));
}
