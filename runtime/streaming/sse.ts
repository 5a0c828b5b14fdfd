import { type Framing, lineFraming } from "./framing.js";

/** One event of a `text/event-stream`. */
export interface ServerSentEvent<T = string> {
  /** The event's type; `message` when the stream names none. */
  readonly event: string;
  /** Text as sent (several `data` lines joined by line feeds), or what it was decoded to. */
  readonly data: T;
  /** Id of this event, or of the last one before it that had one; "" when none had. */
  readonly id: string;
}

/** A parser of server-sent events that also remembers what a reconnection needs. */
export interface SseFraming extends Framing<ServerSentEvent> {
  /** What goes into `Last-Event-ID`; "" when there is nothing to say. */
  lastEventId(): string;
  /** Milliseconds to wait before reconnecting, when the server said so. */
  retry(): number | null;
}

/**
 * Server-sent events after the HTML standard, "Interpreting an event stream": comments are skipped, unknown fields are
 * ignored, an event without data is not delivered, and what is left unfinished at the end is dropped.
 * `lastEventId`: the id of an earlier connection, kept until the stream gives another.
 */
export function sseFraming(lastEventId = ""): SseFraming {
  const lines = lineFraming("any");
  let retry: number | null = null;
  let id = lastEventId;
  let seenId = lastEventId;
  let event = "";
  let data: string | null = null;

  const field = (name: string, value: string): void => {
    if (name === "data") data = data === null ? value : `${data}\n${value}`;
    else if (name === "event") event = value;
    else if (name === "id" && !value.includes("\0")) id = value;
    else if (name === "retry" && /^[0-9]+$/.test(value)) retry = Number(value);
  };
  const dispatch = (): ServerSentEvent | null => {
    seenId = id;
    const complete = data === null ? null : { event: event === "" ? "message" : event, data, id };
    event = "";
    data = null;
    return complete;
  };
  const line = (text: string): ServerSentEvent | null => {
    if (text === "") return dispatch();
    const colon = text.indexOf(":");
    if (colon < 0) field(text, "");
    else if (colon > 0) field(text.slice(0, colon), text.slice(text[colon + 1] === " " ? colon + 2 : colon + 1));
    return null;
  };

  return {
    push: (text) =>
      lines
        .push(text)
        .map(line)
        .filter((complete) => complete !== null),
    end: () => [],
    held: () => lines.held() + (data?.length ?? 0),
    lastEventId: () => seenId,
    retry: () => retry,
  };
}
