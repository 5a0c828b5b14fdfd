import { toUtf8 } from "../../realtime/protocols/ably/message/bytes.js";
import type { WireMessage } from "../../realtime/protocols/ably/message/frames.js";
import type { Attachment } from "./mock-channel.js";
import { encodeVcdiff } from "./vcdiff-encoder.js";

/** A message as a delta from the one before, where there is one; and what the next is from. */
export function deltaFrom(base: Attachment["base"], message: WireMessage): readonly [WireMessage, Attachment["base"]] {
  const { data, encoding, id, extras } = message;
  if (typeof data !== "string" && !(data instanceof Uint8Array)) return [message, null];
  const payload = typeof data === "string" ? toUtf8(data) : data;
  const next = { id: id ?? "", payload };
  if (base === null) return [message, next];
  const before = typeof data === "string" ? (encoding ? `${encoding}/utf-8` : "utf-8") : encoding;
  const sent = {
    ...message,
    data: encodeVcdiff(base.payload, payload),
    encoding: before ? `${before}/vcdiff` : "vcdiff",
    extras: { ...extras, delta: { from: base.id, format: "vcdiff" } },
  };
  return [sent, next];
}
