import type { Terminal } from "./terminal.ts";

const tickMillis = 1_000;

/** A line at the bottom of a terminal that says how things stand. Only a person at a terminal sees it. */
export type RedrawnLine = {
  /** Shows what `text` says, anew each second. */
  readonly show: (text: () => string) => void;
  /** Writes a line that stays, above the one that is redrawn. */
  readonly say: (line: string) => void;
  /** Takes the line off the screen. */
  readonly end: () => void;
};

export function redrawnLine(terminal: Terminal): RedrawnLine {
  let current: (() => string) | null = null;
  let timer: NodeJS.Timeout | undefined;
  const draw = (): void => {
    if (terminal.interactive && current !== null) terminal.redraw(current().slice(0, terminal.width - 1));
  };
  const clear = (): void => {
    if (terminal.interactive && current !== null) terminal.redraw("");
  };
  return {
    show: (text) => {
      current = text;
      if (!terminal.interactive) return;
      timer ??= setInterval(draw, tickMillis).unref();
      draw();
    },
    say: (line) => {
      clear();
      terminal.note(`${line}\n`);
      draw();
    },
    end: () => {
      clear();
      current = null;
      clearInterval(timer);
      timer = undefined;
    },
  };
}

/** Seconds that are left of so many, as time goes by. */
export function countdown(seconds: number): () => number {
  const startedAt = performance.now();
  return () => Math.max(0, Math.round(seconds - (performance.now() - startedAt) / 1_000));
}
