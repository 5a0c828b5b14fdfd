import type { Made } from "../../generate-options.js";
import type { Channel, ChannelOperation } from "../../ir/index.js";
import { exchangeKey } from "../../plan/channels/channel-exchanges.js";
import type { Manifest } from "../../plan/views.js";
import { facadeCalls } from "../calls.js";

/** What a client does at a channel, with the names that it has. */
export interface NamedExchange {
  readonly key: string;
  readonly names: Manifest["operations"][string];
  /** `shop.orders.created` without the client: how it is called. */
  readonly call: string;
  readonly verb: "subscribe" | "publish" | "ask";
  readonly channel: Channel;
  readonly operation: ChannelOperation;
}

/** Every exchange of a client, in the manifest's order. */
export function namedExchanges({ api, plan }: Made): readonly NamedExchange[] {
  const known = new Map(
    api.channels.flatMap((channel) =>
      channel.operations.flatMap((operation) =>
        (["subscribe", "publish", "ask"] as const).map((verb) => [exchangeKey(verb, channel, operation), { verb, channel, operation }] as const),
      ),
    ),
  );
  const calls = facadeCalls(plan);
  return Object.entries(plan.manifest.operations).flatMap(([key, names]) => {
    const found = known.get(key);
    return found === undefined ? [] : [{ key, names, call: calls.get(key) ?? names.function, ...found }];
  });
}

const does = { subscribe: "receives", publish: "sends", ask: "sends, and waits for the answer" } as const;

/** What there is to say of an exchange besides where its names come from. */
export function exchangeRows({ names, verb, channel, operation }: NamedExchange): Readonly<Record<string, string | readonly string[]>> {
  const id = operation.id;
  const turned = id !== null && id.replace(/[^A-Za-z0-9]/g, "").toLowerCase() !== names.function.toLowerCase();
  const side = operation.action === "send" ? "sends" : "receives";
  return {
    channel: channel.address ?? `${channel.id} (its address is known at run time only)`,
    "what it does": `${does[verb]} ${operation.messages.join(", ") || "messages"}`,
    "named by":
      id === null
        ? "verb and channel (the document gives no operation id)"
        : `operation id ${id}${turned ? `, told from the client's side: the application ${side}` : ""}`,
    "grouped by":
      operation.tags[0] !== undefined
        ? `tag ${operation.tags[0]}`
        : channel.tags[0] !== undefined
          ? `tag ${channel.tags[0]} of its channel`
          : "the channel's address",
    ...(channel.servers.length > 0 ? { servers: channel.servers } : {}),
    ...(names.body === null ? {} : { payload: names.body === "flat" ? "its fields are inputs of their own" : "under `payload`" }),
  };
}
