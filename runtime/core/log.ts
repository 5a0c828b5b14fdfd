import type { Call, Middleware, WireReply } from "./call.js";
import type { Clock } from "./client.js";
import { systemClock } from "./clock.js";
import { quietly } from "./quietly.js";
import { redactHeaders, redactText, redactUrl } from "./redact.js";

/** Where logs go: `console`, pino, winston ... all fit. */
export interface Logger {
  debug(message: string, facts?: object): void;
  info(message: string, facts?: object): void;
  warn(message: string, facts?: object): void;
  error(message: string, facts?: object): void;
}

/** The least that is told: `debug` adds headers and text bodies. */
export type LogLevel = "debug" | "info" | "warn" | "error" | "off";

/** What a logging layer does. */
export interface LogOptions {
  /** Default `info`. */
  readonly level?: LogLevel | undefined;
  readonly clock?: Clock | undefined;
}

const levels: readonly LogLevel[] = ["debug", "info", "warn", "error", "off"];

/**
 * `logger: logged(console)`: tells about every attempt, one line when it is answered (`info`; `warn` from status 400) or failed (`error`), and at `debug`
 * what is sent. Credentials never show: not in headers, addresses, JSON or form fields.
 * What the logger throws breaks no call.
 */
export function logged(logger: Logger, { level = "info", clock = systemClock }: LogOptions = {}): Middleware {
  const tell = (at: Exclude<LogLevel, "off">, message: string, facts: object): void => {
    if (levels.indexOf(at) >= levels.indexOf(level)) quietly(() => logger[at](message, facts));
  };
  return (next) => async (call) => {
    const what = `${call.method} ${redactUrl(call.url, call.secrets)}`;
    const facts = { operation: call.operation.id, attempt: call.attempt };
    const start = clock.now();
    if (level === "debug") tell("debug", `${what} sent`, { ...facts, ...sentFacts(call) });
    try {
      const reply = await next(call);
      tell(reply.status < 400 ? "info" : "warn", `${what} answered ${reply.status} after ${clock.now() - start} ms`, {
        ...facts,
        ...(level === "debug" && replyFacts(reply)),
      });
      return reply;
    } catch (error) {
      tell("error", `${what} failed after ${clock.now() - start} ms: ${redactUrl(String(error), call.secrets)}`, facts);
      throw error;
    }
  };
}

const sentFacts = ({ headers, secrets, body }: Call): object => ({
  headers: redactHeaders(headers, secrets),
  ...(typeof body === "string" && { body: redactText(body) }),
});

const replyFacts = ({ status, headers }: WireReply): object => ({ status, headers: redactHeaders(headers) });
