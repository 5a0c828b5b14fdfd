import { createStyle, type Terminal } from "../../../generator/cli/terminal.js";

export interface FakeTerminal extends Terminal {
  readonly printed: string[];
  readonly said: string[];
  readonly stages: string[];
  /** Presses Ctrl-C. */
  interrupt(): void;
}

/** A terminal that remembers; `input` is its standard input, `answers` what the user types. */
export function fakeTerminal(
  given: {
    readonly cwd?: string;
    readonly input?: string;
    readonly answers?: readonly (string | null)[];
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): FakeTerminal {
  const printed: string[] = [];
  const said: string[] = [];
  const stages: string[] = [];
  let interrupt = (): void => undefined;
  const interrupted = new Promise<void>((resolve) => {
    interrupt = resolve;
  });
  const answers = [...(given.answers ?? [])];
  return {
    printed,
    said,
    stages,
    style: createStyle(false),
    print: (text) => void printed.push(text),
    say: (text) => void said.push(text),
    progress: (text) => void stages.push(text),
    readAll: async () => given.input ?? "",
    ask: async (_question, suggestion) => (answers.length === 0 ? null : (answers.shift() ?? suggestion)),
    interrupt: () => interrupt(),
    interrupted: () => interrupted,
    cwd: given.cwd ?? "/",
    env: given.env ?? {},
  };
}
