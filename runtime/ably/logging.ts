import type { AblyError } from "../realtime/protocols/ably/ably-error.js";

/** How much is told; each level holds those before it. */
export type LogLevel = "none" | "error" | "warn" | "info" | "debug" | "verbose";

/** Told what a client does: a fixed message, and its facts by name (TO3c). */
export type LogHandler = (level: LogLevel, message: string, context: Readonly<Record<string, unknown>>) => void;

/** Options of logs (TO3b, TO3c). */
export interface LogOptions {
  /** Default `warn`. */
  readonly logLevel?: LogLevel | undefined;
  /** Default: nobody is told. */
  readonly logHandler?: LogHandler | undefined;
}

const levels: readonly LogLevel[] = ["none", "error", "warn", "info", "debug", "verbose"];

/** Tells what the level lets through (RSC2). */
export function logTo({ logLevel = "warn", logHandler }: LogOptions): LogHandler {
  return (level, message, context) => {
    if (levels.indexOf(level) <= levels.indexOf(logLevel)) logHandler?.(level, message, context);
  };
}

/** Requests with an entry before each, and one after it. */
export function loggedFetch(send: typeof fetch, log: LogHandler): typeof fetch {
  return async (input, init) => {
    const { host, pathname } = new URL(input instanceof Request ? input.url : input);
    const context = { method: init?.method ?? "GET", host, path: pathname };
    log("debug", "HTTP request", context);
    try {
      const reply = await send(input, init);
      log("debug", "HTTP response", { ...context, status: reply.status });
      return reply;
    } catch (error) {
      log("warn", "HTTP request failed", { ...context, error });
      throw error;
    }
  };
}

/** Warnings as log entries, beside whoever is told of them already. */
export const loggedWarnings =
  (log: LogHandler, onWarning?: (error: AblyError) => void) =>
  (error: AblyError): void => {
    log("warn", error.message, { code: error.code, error });
    onWarning?.(error);
  };
