import type { Warning } from "../harness/model/index.ts";

/** A warning of one arm or of the run, and the other arms of which the like is said. */
export type WarningGroup = { readonly first: Warning; readonly likewise: readonly string[] };

/** In the order given; where several arms have the same trouble, it is one group, so that it need be read only once. */
export function groupWarnings(warnings: readonly Warning[]): readonly WarningGroup[] {
  const groups: { readonly first: Warning; readonly likewise: string[] }[] = [];
  for (const warning of warnings) {
    const { armId } = warning;
    const group = groups.find(
      ({ first, likewise }) =>
        first.code === warning.code &&
        first.severity === warning.severity &&
        first.armId !== undefined &&
        first.armId !== armId &&
        !likewise.some((id) => id === armId),
    );
    if (group === undefined || armId === undefined) groups.push({ first: warning, likewise: [] });
    else group.likewise.push(armId);
  }
  return groups;
}
