/** `NAME=VALUE…` at the beginning, and what follows. */
export function takeVariables(all: readonly string[]): {
  readonly env: Readonly<Record<string, string>>;
  readonly rest: readonly string[];
} {
  const env: Record<string, string> = {};
  const index = all.findIndex((word) => {
    const [, name, value] = /^([A-Za-z_]\w*)=([^]*)$/.exec(word) ?? [];
    if (name !== undefined && value !== undefined) env[name] = value;
    return name === undefined;
  });
  return { env, rest: index < 0 ? [] : all.slice(index) };
}
