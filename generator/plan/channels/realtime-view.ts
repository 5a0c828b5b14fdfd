import type { Api, Channel } from "../../ir/index.js";
import { brokers, credentialParts, eventStreams, framings as known, losslessParts, realtimePackage, realtimeParts } from "../names/runtime-names.js";
import { compact } from "../operations/operation-constant.js";
import type { ClientView, ConstantValue, SymbolRef } from "../views.js";
import type { Exchange } from "./channel-exchanges.js";
import type { Framing, Framings } from "./framing.js";
import type { Telling } from "./telling.js";

interface RealtimeGiven {
  readonly api: Api;
  readonly exchanges: readonly Exchange[];
  readonly framings: Framings;
  readonly tellings: ReadonlyMap<string, Telling>;
  /** Whether the JSON of messages is read and printed with every digit. */
  readonly isWide: boolean;
  /** Of the HTTP client: where options come from, plain credentials. */
  readonly parts: readonly SymbolRef[];
  readonly http: boolean;
}

/** What a client with channels is made of: its servers, and what it brings along for their protocols and its framings. */
export function planRealtime(given: RealtimeGiven): NonNullable<ClientView["realtime"]> {
  const { api, http } = given;
  const servers = api.channelServers.map(({ id, protocol, docs }) => ({
    name: id,
    description: docs.description === null && docs.summary === null ? null : (docs.summary ?? docs.description),
    bus: Object.hasOwn(brokers, protocol) ? (brokers[protocol] ?? null) : null,
    protocol,
  }));
  return { http, servers, brought: broughtAlong(given) };
}

function broughtAlong({ api, exchanges, framings, tellings, isWide, parts, http }: RealtimeGiven): ConstantValue | null {
  const used = new Map(
    exchanges.flatMap(({ channel, reply }) => [channel, ...(reply?.channel == null ? [] : [reply.channel])]).map((channel) => [channel.id, channel]),
  );
  const named = [framings.api, ...framings.servers.values(), ...[...framings.channels].flatMap(([id, framing]) => (used.has(id) ? [framing] : []))].filter(
    (framing) => framing !== null,
  );
  const isStream = api.channelServers.some(({ protocol }) => /^(?:https?|sse|mercure)$/.test(protocol));
  const value = (name: string): ConstantValue => ({ $symbol: { name, from: realtimePackage, type: false } });
  const isPlain = named.every(isPayloadOnly) && api.channelServers.every(({ protocol }) => /^(?:wss?|(?:secure-?)?websockets?)$/.test(protocol));
  const envelopes =
    isWide || named.some((framing) => framing.framing === "json" && !isPayloadOnly(framing))
      ? { json: value((isWide ? losslessParts : realtimeParts).envelopes) }
      : {};
  const some = (parts: { readonly [name: string]: ConstantValue }) => (Object.keys(parts).length > 0 ? parts : undefined);
  const brought = compact({
    framings: some({ ...envelopes, ...symbolsOf(named, "framing") }),
    naming:
      isPlain && [...used.values()].every(hasOneKind)
        ? undefined
        : value([...used.keys()].some((id) => (tellings.get(id)?.fields.size ?? 0) > 0) ? realtimeParts.telling : realtimeParts.naming),
    buses: some(symbolsOf(named, "bus")),
    streams: isStream ? { transport: value(eventStreams.transport), framing: value(eventStreams.framing) } : undefined,
    sharing: http && parts.some(({ name }) => credentials.has(name)) ? value(realtimeParts.sharing) : undefined,
    parts: parts.length > 0 ? parts.map((part) => ({ $symbol: part })) : undefined,
  });
  return some(brought) ?? null;
}

const credentials: ReadonlySet<string> = new Set(Object.values(credentialParts));

/** Its frames are the payloads themselves. */
const isPayloadOnly = (framing: Framing): boolean =>
  framing.framing === "json" && framing["send"] === undefined && framing["receive"] === undefined && framing["sockets"] === undefined;

/** One kind of message, in JSON or text: nothing has to tell which it is, or to decode it. */
const hasOneKind = ({ messages: [only, ...others] }: Channel): boolean =>
  only !== undefined && others.length === 0 && only.wire === null && /^(?:text\/|.*[/+]json\b)/i.test(only.contentType ?? "application/json");

function symbolsOf(named: readonly Framing[], kind: "framing" | "bus"): { readonly [name: string]: ConstantValue } {
  const found = named.flatMap((framing): [string, ConstantValue][] => {
    const entry = Object.hasOwn(known, framing.framing) ? known[framing.framing] : null;
    return entry == null || entry.kind !== kind ? [] : [[framing.framing, { $symbol: { name: entry.name, from: entry.from, type: false } }]];
  });
  return Object.fromEntries(found);
}
