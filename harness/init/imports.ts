const imported =
  /\bimport\s+(?:[^"';]*?\sfrom\s+)?["'](?<from>\.{1,2}\/[^"']+)["']|(?:require|import)\(\s*["'](?<called>\.{1,2}\/[^"']+)["']\s*\)/g;
const named =
  /\bimport\s+(?:(?<whole>\w+)|\*\s+as\s+(?<all>\w+)|\{(?<some>[^}]*)\})\s+from\s+["'](?<from>\.{1,2}\/[^"']+)["']|\b(?:const|let|var)\s+(?:(?<name>\w+)|\{(?<names>[^}]*)\})\s*=\s*require\(\s*["'](?<required>\.{1,2}\/[^"']+)["']/g;

/** Specifiers of the relative imports of a source. */
export function importsIn(text: string): readonly string[] {
  return [...text.matchAll(imported)].map(({ groups = {} }) => groups["from"] ?? groups["called"] ?? "");
}

/** The names that relative imports bind, each with the specifier of its import. */
export function bindingsIn(text: string): ReadonlyMap<string, string> {
  return new Map([...text.matchAll(named)].flatMap(({ groups = {} }) => bindings(groups)));
}

function bindings(
  found: Readonly<Record<string, string | undefined>>,
): readonly (readonly [name: string, file: string])[] {
  const file = found["from"] ?? found["required"] ?? "";
  const some = (found["some"] ?? found["names"] ?? "").split(",").map((each) =>
    each
      .trim()
      .split(/\s+as\s+|\s*:\s*/)
      .at(-1),
  );
  const names = [found["whole"], found["all"], found["name"], ...some];
  return names.flatMap((name) => (name === undefined || name === "" ? [] : [[name, file] as const]));
}
