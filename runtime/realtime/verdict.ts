import { ConnectionError } from "../core/errors.js";
import type { Verdict } from "./framing.js";
import type { LinkEnd } from "./transport.js";

/** What the end of a link calls for, by HTTP status or close code. `protocols/json/PROTOCOL.md`, section 7. */
export function verdictOf({ code, status }: LinkEnd): Verdict {
  if (status !== null && status !== 101) {
    if (status === 401) return "renew";
    if (status === 204) return "fatal";
    return status >= 400 && status < 500 && ![408, 425, 429].includes(status) ? "fatal" : "retry";
  }
  if (code === 1008 || code === 4401) return "renew";
  return [1002, 1003, 1007, 1009, 1010, 4400, 4403, 4404].includes(code) ? "fatal" : "retry";
}

/** The end of a link in words. */
export function endError(end: LinkEnd, url: string): ConnectionError {
  const { code, reason, status, cause } = end;
  const why = status !== null ? `the server answered ${status}` : `close code ${code}${reason === "" ? "" : `, ${reason}`}`;
  const system = cause instanceof Error && cause.message !== "" ? `: ${cause.message}` : "";
  return new ConnectionError(`The connection to ${url.replace(/[?#].*$/s, "")} ended (${why})${system}`, {
    code,
    status,
    cause,
    remedy: remedies[(status ?? code) % 4_000] ?? null,
  });
}

/** Close codes from 4000 on are statuses, where they are here. */
const remedies: Readonly<Record<number, string>> = {
  401: "Check the credential.",
  403: "The credential may not connect here; check its rights.",
  404: "Check the server's URL and the channel's address.",
  1002: "Check the framing and the subprotocol.",
  1003: "Check the message's content type.",
  1008: "Check what was sent, and the credential.",
  1009: "Send smaller messages.",
};
