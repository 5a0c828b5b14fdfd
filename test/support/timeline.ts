import type { Call, WireReply } from "../../runtime/core/call.js";
import type { AttemptHooks } from "../../runtime/retry/attempt-hooks.js";

/** Where a timeline is printed. */
export interface Output {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** Prints what happens as it happens: steps, every attempt on the wire, progress, results. Colours on a terminal only. */
export interface Timeline {
  readonly hooks: AttemptHooks;
  title(text: string, below: string): void;
  step(text: string): void;
  result(text: string): void;
  /** Something that one of several actors sees or does: in a column and a colour of its own. */
  event(actor: string, text: string): void;
  progress(done: number, total: number, note: string): void;
  end(text: string): void;
}

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

/** A timeline that starts now. */
export function timeline(output: Output, now: () => number = () => performance.now()): Timeline {
  const start = now();
  const paint = (colour: keyof typeof CODES, text: string): string => (output.isTTY ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text);
  const line = (mark: string, text: string, at: number = now()): void =>
    void output.write(`${paint("dim", `${String(Math.round(at - start)).padStart(6)} ms`)}  ${mark} ${text}\n`);
  const wire = wireLog({ line, paint, now });
  const actors: string[] = [];
  return {
    hooks: wire.hooks,
    title: (text, below) => void output.write(`\n${paint("bold", text)}\n${paint("dim", below)}\n`),
    step(text) {
      wire.flush();
      output.write("\n");
      line(paint("cyan", "●"), paint("bold", text));
    },
    result(text) {
      wire.flush();
      line(paint("green", "✓"), text);
    },
    event(actor, text) {
      wire.flush();
      if (!actors.includes(actor)) actors.push(actor);
      line(" ", `${paint(actors.indexOf(actor) % 2 === 0 ? "yellow" : "cyan", actor.padEnd(8))} ${text}`);
    },
    progress(done, total, note) {
      wire.flush();
      const filled = Math.round((24 * done) / total);
      line(" ", `${paint("green", "█".repeat(filled))}${paint("dim", "░".repeat(24 - filled))} ${String(done).padStart(5)} of ${total}  ${paint("dim", note)}`);
    },
    end(text) {
      wire.flush();
      output.write("\n");
      line(paint("cyan", "■"), paint("bold", text));
      output.write("\n");
    },
  };
}

type Paint = (colour: keyof typeof CODES, text: string) => string;

interface Printing {
  readonly line: (mark: string, text: string, at?: number) => void;
  readonly paint: Paint;
  readonly now: () => number;
}

/** One line per attempt; the same request with the same answer several times in a row is one line with a count. */
function wireLog({ line, paint, now }: Printing): { readonly hooks: AttemptHooks; flush(): void } {
  let last = { text: "", times: 0, at: 0 };
  const flush = (): void => {
    if (last.times > 0) line(" ", `${last.text}${last.times > 1 ? paint("dim", `  × ${last.times}`) : ""}`, last.at);
    last = { text: "", times: 0, at: 0 };
  };
  return {
    flush,
    hooks: {
      onReply(call, reply) {
        const text = describe(call, reply, paint);
        if (text !== last.text) flush();
        last = { text, times: last.times + 1, at: last.times === 0 ? now() : last.at };
      },
    },
  };
}

function describe({ url, method, attempt }: Call, { status, headers }: WireReply, paint: Paint): string {
  const { host, pathname } = new URL(url);
  const path = pathname.length > 64 ? `…${pathname.slice(-63)}` : pathname;
  const colour = status < 300 ? "green" : status === 401 || status === 429 ? "yellow" : "red";
  const wait = headers.get("x-retry-after");
  const parts = [
    paint(colour, String(status)),
    method.padEnd(5),
    host.startsWith("keycloak") ? paint("cyan", "a new token") : path,
    ...(attempt > 1 ? [paint("yellow", ` attempt ${attempt}`)] : []),
    ...(wait === null ? [] : [paint("yellow", ` come back in ${wait} s`)]),
  ];
  return parts.join(" ");
}
