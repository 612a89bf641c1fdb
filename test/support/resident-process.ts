/** Entry of a process that runs commands within itself, one after another, and reports what each printed. */
import { main } from "../../harness/cli/main.ts";
import type { Answer, Question } from "./resident.ts";

// Each command listens for what goes wrong with its output.
process.stdout.setMaxListeners(0);
process.stderr.setMaxListeners(0);

process.on("message", (question: Question) => void answer(question));
process.on("disconnect", () => process.exit());

async function answer({ args, cwd }: Question): Promise<void> {
  process.chdir(cwd);
  const stdout = keepWhatIsWritten(process.stdout);
  const stderr = keepWhatIsWritten(process.stderr);
  const code = await main(args);
  const said: Answer = { code, stdout: stdout(), stderr: stderr() };
  process.send?.(said);
}

/** Begins to keep what is written rather than to pass it on; what is returned ends that, and returns the text. */
function keepWhatIsWritten(stream: NodeJS.WriteStream): () => string {
  const write = stream.write.bind(stream);
  let text = "";
  stream.write = (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
    text += typeof chunk === "string" ? chunk : new TextDecoder().decode(chunk);
    const written = rest.at(-1);
    if (typeof written === "function") written();
    return true;
  };
  return () => {
    stream.write = write;
    return text;
  };
}
