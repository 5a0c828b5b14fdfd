import type { WireAnnotation } from "../../realtime/protocols/ably/message/frames.js";
import type { MockChannel } from "./mock-channel.js";
import { MockError } from "./mock-error.js";
import { summaryOf } from "./summaries.js";

/** Says something about messages of a channel: to those who listen to annotations, and its sum to all as a message. Gives the serials. Throws 40003, 40400. */
export function annotate(channel: MockChannel, said: readonly WireAnnotation[], connectionId: string): readonly (string | null)[] {
  for (const { type, messageSerial } of said) {
    if (!type) throw new MockError(40003, "An annotation needs a type");
    if (channel.versions(messageSerial ?? "").length === 0) throw new MockError(40400, "No such message", 404);
  }
  const kept = said.map((annotation) => channel.annotate(annotation));
  for (const listener of channel.attached.keys()) listener.tellAnnotations(channel, connectionId, kept);
  for (const serial of new Set(kept.map(({ messageSerial }) => messageSerial ?? ""))) {
    const { name, clientId, extras, version } = channel.latest(serial) ?? {};
    const summary = { name, clientId, extras, version, serial, action: 4, annotations: { summary: summaryOf(channel.annotations(serial)) } };
    const entry = channel.append({ id: `summary-${channel.nextSerial()}`, connectionId, messages: [summary], presence: [] });
    channel.tell(entry);
  }
  return kept.map(({ serial }) => serial ?? null);
}
