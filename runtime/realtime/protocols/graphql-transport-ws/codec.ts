import { ConnectionError } from "../../../core/errors.js";
import { parseJson } from "../../payload.js";
import { ReplyError } from "../../reply-error.js";
import type { Frame } from "../../transport.js";
import type { ClientFrame, GraphQLProblem, Result, ServerFrame } from "./frames.js";

/** A frame of the server. Throws a ClientError for anything else. PROTOCOL.md, section 2. */
export function decodeFrame(frame: Frame): ServerFrame {
  const value = parseJson(frame);
  if (!isServerFrame(value)) throw new ConnectionError(`No frame of graphql-transport-ws: ${JSON.stringify(value).slice(0, 80)}`);
  return value;
}

export const encodeFrame = (frame: ClientFrame): string => JSON.stringify(frame);

function isServerFrame(value: unknown): value is ServerFrame {
  if (!isObject(value)) return false;
  const { type, id, payload } = value;
  switch (type) {
    case "connection_ack":
    case "ping":
    case "pong":
      return true;
    case "next":
      return typeof id === "string" && isResult(payload);
    case "error":
      return typeof id === "string" && Array.isArray(payload);
    default:
      return type === "complete" && typeof id === "string";
  }
}

const isResult = (value: unknown): value is Result => isObject(value) && (value["errors"] === undefined || Array.isArray(value["errors"]));

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null && !Array.isArray(value);

/** What went wrong with an operation, with what it gave all the same as its body; the code is what servers put into the first error's `extensions`. */
export function problemError(problems: readonly GraphQLProblem[], body: Result = { errors: problems }): ReplyError<Result> {
  const [first] = problems;
  const code = first?.extensions?.["code"];
  return new ReplyError(problems.map((problem) => problem?.message ?? "no reason given").join("; ") || "The server refuses the operation", {
    code: typeof code === "string" ? code : null,
    body,
    remedy: remedies[`${code}`] ?? null,
  });
}

/** Codes that servers agree on. */
const remedies: Readonly<Record<string, string>> = {
  GRAPHQL_VALIDATION_FAILED: "Make the channel's query fit the server's schema.",
  GRAPHQL_PARSE_FAILED: "Correct the channel's query.",
  BAD_USER_INPUT: "Check the variables: the channel's parameters and the payload.",
  UNAUTHENTICATED: "Check the credential.",
  FORBIDDEN: "The credential may not do this; check its rights.",
};
