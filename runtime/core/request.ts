import type { CallBody, CallOptions } from "./call.js";
import type { Client } from "./client.js";
import type { Codec, Encoded } from "./codec.js";
import { type FileData, toBody } from "./file.js";
import type { Output } from "./operation.js";
import type { Reply } from "./reply.js";
import { isRecord } from "./shapes.js";
import { call } from "./start.js";

/** Options of `request`. */
export interface RequestOptions extends CallOptions {
  /** Sent as JSON when it is a plain object, a list, a number or a boolean; text, bytes, forms, files and streams as they are. */
  readonly body?: unknown;
  /** Content-Type; default: what the body is. */
  readonly contentType?: string | undefined;
  /** How the reply is read; default: by its Content-Type. */
  readonly out?: Output | undefined;
  /** Alternatives of schemes as an operation would declare them; default: the client's; `[]`: no credentials. */
  readonly auth?: readonly (string | readonly string[])[] | undefined;
  /** Whether it may be repeated; default: by its method. */
  readonly repeat?: "safe" | "idempotent" | "never" | undefined;
}

const anyBody: Codec = {
  body: async ({ take }) => {
    const [body, contentType] = [take("body"), take("contentType")];
    if (body === undefined || body === null) return null;
    const isJson = isRecord(body) || Array.isArray(body) || typeof body === "number" || typeof body === "boolean";
    const type = contentType ?? (isJson ? "application/json" : undefined);
    const sent: CallBody = isJson ? JSON.stringify(body) : body instanceof FormData || body instanceof URLSearchParams ? body : toBody(body as FileData); // nothing else can be sent
    const headers: Encoded["headers"] = typeof type === "string" ? { "content-type": type } : {};
    return { body: sent, headers };
  },
};

/**
 * Any request at all, for what no operation describes: with the client's credentials, retries, deadlines and errors. `path`
 * stands under the base URL, or is a whole URL (which gets credentials only where its host may see them).
 */
export function request<T = unknown>(client: Client, method: string, path: string, options: RequestOptions = {}): Reply<T> {
  const { body, contentType, out, auth, repeat, ...rest } = options;
  const isAbsolute = /^https?:\/\//i.test(path);
  return call<T>(
    client,
    {
      id: `${method} ${path.split("?")[0]}`,
      method: method.toUpperCase(),
      // Braces would be template variables.
      path: path.replaceAll("{", "%7B").replaceAll("}", "%7D"),
      in: { body: { kind: "bytes", at: "body" } },
      use: [anyBody],
      ...(out && { out }),
      ...(auth && { auth }),
      ...(repeat && { repeat }),
    },
    { body, contentType },
    isAbsolute ? { ...rest, baseUrl: "" } : rest,
  );
}
