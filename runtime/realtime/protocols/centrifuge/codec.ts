import { type ClientError, ConnectionError } from "../../../core/errors.js";
import { parseJson } from "../../payload.js";
import { ReplyError } from "../../reply-error.js";
import type { Frame } from "../../transport.js";
import type { CentrifugeProblem, Reply } from "./frames.js";

/** The lines of a frame, each a reply, or the error of one that can't be read. PROTOCOL.md, section 1. */
export function decodeFrame(frame: Frame): readonly (Reply | ClientError)[] {
  const text = typeof frame === "string" ? frame : new TextDecoder().decode(frame);
  return text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [decodeLine(line)]));
}

function decodeLine(line: string): Reply | ClientError {
  try {
    const value = parseJson(line);
    return isReply(value) ? value : new ConnectionError(`No line of Centrifuge's protocol: ${line.slice(0, 80)}`);
  } catch (error) {
    return error as ClientError; // of parseJson
  }
}

function isReply(value: unknown): value is Reply {
  if (!isObject(value)) return false;
  const { id, error, push } = value;
  if (id !== undefined && typeof id !== "number") return false;
  if (error !== undefined && !(isObject(error) && typeof error["code"] === "number")) return false;
  return push === undefined || isObject(push);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null && !Array.isArray(value);

/** Several commands in one frame. */
export const encodeCommands = (commands: readonly object[]): string => commands.map((command) => JSON.stringify(command)).join("\n");

/** The server's error in words. */
export function problemError(problem: CentrifugeProblem): ReplyError<CentrifugeProblem> {
  const { code, message = "no reason given" } = problem;
  return new ReplyError(`The server refuses: ${message}`, { code: `${code}`, body: problem, remedy: remedies[code] ?? null });
}

const remedies: Readonly<Record<number, string>> = {
  101: "Check the credential.",
  102: "The server knows no such channel; check its address and namespace.",
  103: "The credential may not do this on the channel; check its rights.",
  104: "The server has no such method; check the channel's address.",
  106: "The connection has more channels than the server allows.",
  107: "Check what was sent against what the server takes.",
  108: "The server does not offer this here; check the namespace's settings.",
  109: "The token has expired; give a credential that renews itself.",
  111: "Send less often.",
};
