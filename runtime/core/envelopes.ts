import type { Codec } from "./codec.js";
import { failedReply } from "./decode.js";
import { own } from "./own.js";
import { readPointer } from "./pointer.js";

/** Failures inside a success status, as `api.envelopes` describes them, become ApiErrors of the status that they mean. */
export const envelopes: Codec = {
  output: (client, operation, reply, value) => {
    const envelope = own(client.api.envelopes, operation.envelope ?? "");
    if (!envelope?.is.includes(readPointer(value, envelope.when))) return value;
    const code = envelope.code === undefined ? null : readPointer(value, envelope.code);
    const message = envelope.message === undefined ? null : readPointer(value, envelope.message);
    const status = own(envelope.status, String(code)) ?? envelope.fallback ?? 400;
    throw failedReply(client, operation, reply, {
      value,
      status,
      code: code == null ? null : String(code),
      message: typeof message === "string" ? message : null,
    });
  },
};
