import type { Operation, Response } from "../../ir/index.js";
import type { Models } from "../schemas/schema-views.js";
import { replyKind } from "./media.js";

/**
 * Where a success may be JSON or a stream (as an input like `stream: true` asks for), the operation as it is and a second
 * one, `...Stream`, that reads the stream. Its key has `#stream` behind the path: `POST /chat/completions#stream`.
 */
export function withStreamTwins(operations: readonly Operation[], models: Models): readonly Operation[] {
  return operations.flatMap((operation) =>
    operation.responses.some((response) => offersBoth(response, models)) ? [operation, twin(operation, models)] : [operation],
  );
}

function offersBoth({ status, contents }: Response, models: Models): boolean {
  if (!status.startsWith("2") || contents.length < 2) return false;
  const kinds = contents.map((content) => replyKind(content, models));
  return kinds.includes("json") && kinds.some(isStream);
}

function twin(operation: Operation, models: Models): Operation {
  const responses = operation.responses
    .filter(({ status, contents }) => !status.startsWith("2") || contents.some((content) => isStream(replyKind(content, models))))
    .map((response) =>
      response.status.startsWith("2") ? { ...response, contents: response.contents.filter((content) => isStream(replyKind(content, models))) } : response,
    );
  // A path item of another file has no `/paths` in its place.
  const at = operation.at.includes("#/paths/") ? operation.at.replace(/(#\/paths\/[^/]*)/, "$1#stream") : operation.at.replace("#/", "#/#stream/");
  return { ...operation, id: operation.id === null ? null : `${operation.id}Stream`, responses, callbacks: [], at };
}

function isStream(kind: string): boolean {
  return kind === "sse" || kind === "jsonl" || kind === "json-seq" || kind === "multipart";
}
