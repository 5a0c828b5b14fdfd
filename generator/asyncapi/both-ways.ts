import { type Channel, type ChannelOperation, noDocs } from "../ir/index.js";
import { remark } from "../schema/scope.js";
import type { Reading } from "./reading.js";

/**
 * Channels that no operation mentions, with both directions: whoever writes none means to describe what passes there, not that
 * nobody may. `mentioned`: ids of channels that an operation names, if only for its replies: their direction is said.
 */
export function openBothWays(reading: Reading, channels: readonly Channel[], mentioned: ReadonlySet<string>): readonly Channel[] {
  const open = new Set(channels.filter(({ id, operations }) => operations.length === 0 && !mentioned.has(id)));
  if (open.size === 0) return channels;
  const { scope, at } = reading.place;
  const remedy =
    'Skip a direction in client.yaml (operations: { "publish <channel>": { skip: true } }), or say the application\'s own by operations (in the document, or an overlay).';
  if (open.size === channels.length && mentioned.size === 0) {
    remark(scope, "channel-both-ways", {
      at: `${at}/channels`,
      message: "The document has no operations: every channel can be subscribed to and published to.",
      remedy,
    });
  } else {
    for (const { id, at } of open)
      remark(scope, "channel-both-ways", { at, message: `No operation uses the channel "${id}": it can be subscribed to and published to.`, remedy });
  }
  return channels.map((channel) => (open.has(channel) ? { ...channel, operations: [direction(channel, "send"), direction(channel, "receive")] } : channel));
}

/** Stands at its channel's own place: the document has no other. */
const direction = ({ messages, at }: Channel, action: ChannelOperation["action"]): ChannelOperation => ({
  id: null,
  action,
  docs: noDocs,
  title: null,
  tags: [],
  messages: messages.map(({ id }) => id),
  reply: null,
  auth: null,
  bindings: [],
  extensions: [],
  at,
});
