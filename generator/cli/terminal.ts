type Paint = (text: string) => string;

export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly yellow: Paint;
  readonly green: Paint;
  readonly cyan: Paint;
}

/** What the CLI prints to: the only place of the generator that knows streams, colours and exit codes. */
export interface Terminal {
  readonly style: Style;
  /** Results: standard output. */
  print(text: string): void;
  /** Everything said on the way: standard error. */
  say(text: string): void;
  /** A line that the next one replaces; nothing where standard error is no terminal. */
  progress(text: string): void;
  /** Reads standard input to its end. */
  readAll(): Promise<string>;
  /** Asks on a terminal; null where nobody can answer. */
  ask(question: string, suggestion: string): Promise<string | null>;
  /** Resolves when the user wants to end (Ctrl-C); a second Ctrl-C ends at once. */
  interrupted(): Promise<void>;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const codes: Readonly<Record<keyof Style, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  yellow: [33, 39],
  green: [32, 39],
  cyan: [36, 39],
};

/** Colours when `colour` is set, else the text as it is. */
export function createStyle(colour: boolean): Style {
  const paint = (name: keyof Style): Paint => {
    const [on, off] = codes[name];
    return colour ? (text) => `\u001b[${on}m${text}\u001b[${off}m` : (text) => text;
  };
  return { bold: paint("bold"), dim: paint("dim"), red: paint("red"), yellow: paint("yellow"), green: paint("green"), cyan: paint("cyan") };
}

/** The process's own streams. Colours only on a terminal and never with NO_COLOR; FORCE_COLOR turns them on. */
export function processTerminal(): Terminal {
  const { stdout, stderr, stdin, env } = process;
  const colour = env["FORCE_COLOR"] ? env["FORCE_COLOR"] !== "0" : !env["NO_COLOR"] && stdout.isTTY === true && stderr.isTTY === true;
  // `clientwright list | head` closes our output early: that is an end, not a fault.
  stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 3));
  let pending = false;
  const clear = (): void => {
    if (pending) stderr.write("\r\u001b[2K");
    pending = false;
  };
  // The shell goes on at the start of a line.
  process.once("exit", clear);
  return {
    style: createStyle(colour),
    print: (text) => {
      clear();
      stdout.write(`${text}\n`);
    },
    say: (text) => {
      clear();
      stderr.write(`${text}\n`);
    },
    progress: (text) => {
      if (stderr.isTTY !== true || env["CI"]) return;
      clear();
      stderr.write(text.slice(0, (stderr.columns ?? 80) - 1));
      pending = true;
    },
    readAll: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of stdin) chunks.push(chunk as Buffer); // stdin without an encoding yields Buffers
      return Buffer.concat(chunks).toString("utf8");
    },
    ask: async (question, suggestion) => {
      if (stdin.isTTY !== true || env["CI"]) return null;
      const { createInterface } = await import("node:readline/promises");
      const lines = createInterface({ input: stdin, output: stderr });
      try {
        const answer = await lines.question(suggestion === "" ? `${question} ` : `${question} (${suggestion}) `);
        return answer.trim() === "" ? suggestion : answer.trim();
      } finally {
        lines.close();
      }
    },
    interrupted: () =>
      new Promise((resolve) => {
        for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
      }),
    cwd: process.cwd(),
    env,
  };
}
