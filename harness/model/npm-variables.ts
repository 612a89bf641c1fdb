/** What npm says of a package: its name, its version where it has one, and its settings. */
type Called = {
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly config: Readonly<Record<string, unknown>>;
};

const names = { name: "npm_package_name", version: "npm_package_version" } as const;
const all: ReadonlySet<string> = new Set(Object.values(names));

/** Variables that npm tells a start script of its package, and that an app gets whose start script is followed. */
export function npmVariables({ name, version, config }: Called): Readonly<Record<string, string>> {
  return {
    ...(name === undefined ? {} : { [names.name]: name }),
    ...(version === undefined ? {} : { [names.version]: version }),
    ...Object.fromEntries(settings("npm_package_config", Object.entries(config))),
  };
}

/** What is below another is named after both, and an item of a list after its index, from 0; null and false are empty. */
function settings(
  prefix: string,
  fields: readonly (readonly [name: string, value: unknown])[],
): readonly (readonly [name: string, value: string])[] {
  return fields.flatMap(([name, value]) => {
    const variable = `${prefix}_${name}`;
    if (typeof value === "object" && value !== null) return settings(variable, Object.entries(value));
    if (value === null || value === false) return [[variable, ""] as const];
    return [[variable, typeof value === "string" ? value : JSON.stringify(value)] as const];
  });
}

/**
 * Whether a variable is the package's name or version: nobody typed it, and that its value is another makes no other app.
 * Its settings do.
 */
export function isNpmVariable(name: string): boolean {
  return all.has(name);
}
