/** What npm says of a package: its name and, where it has one, its version. */
type Called = { readonly name: string | undefined; readonly version: string | undefined };

const names = { name: "npm_package_name", version: "npm_package_version" } as const;
const all: ReadonlySet<string> = new Set(Object.values(names));

/** Variables that npm tells a start script of its package, and that an app gets whose start script is followed. */
export function npmVariables({ name, version }: Called): Readonly<Record<string, string>> {
  return {
    ...(name === undefined ? {} : { [names.name]: name }),
    ...(version === undefined ? {} : { [names.version]: version }),
  };
}

/** Whether a variable is one of these: nobody typed it, and that its value is another makes no other app. */
export function isNpmVariable(name: string): boolean {
  return all.has(name);
}
