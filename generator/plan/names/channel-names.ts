import type { Exchange } from "../channels/channel-exchanges.js";
import type { ClientConfig } from "../config/client-config.js";
import type { Manifest } from "../views.js";
import { camelCase, capital, pascalCase, singular, words } from "./casing.js";
import type { Conventions } from "./conventions.js";
import { isPrefix } from "./group-path.js";
import { methodName, nameMethods, type TakenMembers } from "./method-names.js";
import { type NameBook, owners } from "./name-book.js";
import type { OperationNames } from "./operation-names.js";
import { own } from "./own.js";

interface Given {
  readonly config: ClientConfig;
  readonly book: NameBook;
  readonly conventions: Conventions;
  readonly lock: Manifest | null;
  /** Methods of operations by group: a façade may serve both. */
  readonly taken: TakenMembers;
}

/** Names every exchange; those of an earlier run stand. */
export function nameExchanges(exchanges: readonly Exchange[], given: Given): readonly OperationNames[] {
  const drafts = exchanges.map((exchange) => {
    const asked = exchange.config.name?.split(".") ?? [];
    const before = given.lock?.operations[exchange.key] ?? null;
    const group = asked.length > 1 ? asked.slice(0, -1).map(memberName) : (before?.group.split(".") ?? groupOf(exchange, given));
    const method = asked.length > 0 ? memberName(asked.at(-1) ?? "") : null;
    const functionName = given.book.take(owners.function(exchange.key), functionNames(exchange));
    return { key: exchange.key, group, functionName, method, locked: asked.length > 0 || before === null ? null : before.method };
  });
  const methods = nameMethods(
    drafts.map(({ group, functionName, method, locked }, index) => ({
      group,
      functionName,
      own: withoutVerb(functionName, exchanges[index]),
      wanted: method,
      proposed: method === null ? messageWord(exchanges[index], functionName, group) : null,
      locked,
      isRead: false,
    })),
    given.taken,
  );
  return drafts.map(({ key, group, functionName }, index) => ({ key, group, functionName, methodName: methods[index] ?? functionName }));
}

const memberName = (text: string): string => camelCase(text) || "unnamed";

/** The tag, else the address's first telling word, else all channels together. */
function groupOf({ operation, channel }: Exchange, { config, conventions }: Given): readonly string[] {
  const tag = operation.tags[0] ?? channel.tags[0];
  const raw = rawGroup({ operation, channel });
  const renamed = own(config.names?.groups ?? {}, raw);
  const path = (renamed?.split(".") ?? [tag === undefined ? raw : conventions.groupName(tag)]).map((part) => camelCase(part)).filter((part) => part !== "");
  return path.length > 0 ? path : ["channels"];
}

/** The group's name before anything renames it: what `names.groups` of client.yaml knows it by. */
export function rawGroup({ operation, channel }: Pick<Exchange, "operation" | "channel">): string {
  return operation.tags[0] ?? channel.tags[0] ?? addressWord(channel.address) ?? "channels";
}

function addressWord(address: string | null): string | null {
  const segments =
    (address ?? "")
      .split("?")[0]
      ?.split(/[/.:]/)
      .filter((segment) => segment !== "" && !/[{}*#]/.test(segment) && !isPrefix(segment)) ?? [];
  const isAlone = segments.length < 2 && !address?.includes("{");
  return isAlone ? null : (segments.find((segment) => words(segment).length > 0 && !/^\d+$/.test(segment)) ?? null);
}

const receiving = /^(?:on|receive|received|consume|subscribe(?:To)?|listen(?:To)?|handle)(?=[A-Z0-9_])/;
const sending = /^(?:send|publish|produce|emit)(?=[A-Z0-9_])/;

/**
 * The operation's id, else verb and message or channel. Ids speak from the application's side: `sendOrder`, of which the client
 * receives what is sent, is `onOrder` here, and `receiveOrder` is `sendOrder`.
 */
function functionNames({ verb, operation, channel, messages }: Exchange): readonly string[] {
  const lead = verb === "subscribe" ? "on" : verb === "publish" ? "send" : "request";
  const channelWords = pascalCase((channel.address === null || channel.address === "/" ? channel.id : channel.id).replace(/\{[^{}]*\}/g, " "));
  const made = `${lead}${channelWords || pascalCase(messages[0]?.name ?? "") || "Message"}`;
  if (operation.id === null) return [made, `${made}Channel`];
  const id = camelCase(operation.id);
  const against = verb === "subscribe" ? sending : receiving;
  const turned = against.test(id) ? `${verb === "subscribe" ? "on" : "send"}${id.replace(against, "")}` : id;
  return turned === id ? [id, `${lead}${capital(id)}`] : [turned, id, `${lead}${capital(id)}`];
}

/** `onOrderCreated` of orders is `created`: the verb is plain from the façade's type. */
function withoutVerb(name: string, exchange: Exchange | undefined): string {
  if (exchange?.verb !== "subscribe" || !/^on[A-Z]/.test(name)) return name;
  const rest = name.slice(2);
  return `${rest.charAt(0).toLowerCase()}${rest.slice(1)}`;
}

/** `orders.orders` says nothing twice: where one kind of message comes, what it is called is more telling. */
function messageWord(exchange: Exchange | undefined, functionName: string, group: readonly string[]): string | null {
  const [message, ...others] = exchange?.messages ?? [];
  const noun = bare(group.at(-1) ?? "");
  if (exchange?.verb !== "subscribe" || message === undefined || others.length > 0 || bare(withoutVerb(functionName, exchange)) !== noun) return null;
  const word = methodName(camelCase(message.name), group);
  return word === "" || bare(word) === noun ? null : word;
}

const bare = (name: string): string => words(name).map(singular).join(" ").toLowerCase();
