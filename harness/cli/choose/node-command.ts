/** A command of a start script, taken apart. */
export type StartCommand = {
  readonly env: Readonly<Record<string, string>>;
  readonly program: string;
  /** Options of Node.js, where it is the program. */
  readonly nodeArgs: readonly string[];
  /** All that follows. */
  readonly rest: readonly string[];
};

/** Options of Node.js whose value may be the next word. */
const takeNext: ReadonlySet<string> = new Set(
  `-r --require --import --loader --experimental-loader -C --conditions --env-file --env-file-if-exists --title
  --disable-warning --unhandled-rejections --dns-result-order --max-http-header-size --openssl-config --icu-data-dir
  --trace-event-categories`.split(/\s+/),
);

/** Options by which Node.js does something else than to run a script once. */
const otherUse = /^(?:-[ecpihv]|--(?:eval|print|check|interactive|help|version|run|test|watch(?:-path)?))(?:=|$)/;

/** The first option by which a command does something else than to run a script; undefined when there is none. */
export function otherUseIn({ nodeArgs }: StartCommand): string | undefined {
  return nodeArgs.find((option) => otherUse.test(option));
}

/** Takes `[cross-env] [NAME=VALUE…] program [options of node] rest…` apart. */
export function takeApart(words: readonly string[]): StartCommand {
  const left = words[0] === "cross-env" ? words.slice(1) : [...words];
  const env: Record<string, string> = {};
  for (let found = assignment(left[0]); found !== null; found = assignment(left[0])) {
    env[found.name] = found.value;
    left.shift();
  }
  const [program = "", ...following] = left;
  const { nodeArgs, rest } = program === "node" ? splitOptions(following) : { nodeArgs: [], rest: following };
  return { env, program, nodeArgs, rest };
}

function splitOptions(words: readonly string[]): Pick<StartCommand, "nodeArgs" | "rest"> {
  let count = 0;
  for (let word = words[0]; word?.startsWith("-") === true; word = words[count]) count += takeNext.has(word) ? 2 : 1;
  return { nodeArgs: words.slice(0, count), rest: words.slice(count) };
}

function assignment(word = ""): { readonly name: string; readonly value: string } | null {
  const [, name, value] = /^([A-Za-z_]\w*)=([^]*)$/.exec(word) ?? [];
  return name === undefined || value === undefined ? null : { name, value };
}
