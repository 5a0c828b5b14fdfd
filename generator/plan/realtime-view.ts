import type { Api } from "../ir/index.js";
import type { Exchange } from "./channel-exchanges.js";
import type { Framing, Framings } from "./framing.js";
import { compact } from "./operation-constant.js";
import { brokers, eventStreams, framings as known, realtimePackage } from "./runtime-names.js";
import type { ClientView, ConstantValue, SymbolRef } from "./views.js";

interface RealtimeGiven {
  readonly api: Api;
  readonly exchanges: readonly Exchange[];
  readonly framings: Framings;
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

function broughtAlong({ api, exchanges, framings, parts }: RealtimeGiven): ConstantValue | null {
  const used = new Set(exchanges.flatMap(({ channel, reply }) => [channel.id, ...(reply?.channel == null ? [] : [reply.channel.id])]));
  const named = [framings.api, ...framings.servers.values(), ...[...framings.channels].flatMap(([id, framing]) => (used.has(id) ? [framing] : []))];
  const isStream = api.channelServers.some(({ protocol }) => /^(?:https?|sse|mercure)$/.test(protocol));
  const value = (name: string): ConstantValue => ({ $symbol: { name, from: realtimePackage, type: false } });
  const brought = compact({
    framings: symbolsOf(named, "framing"),
    buses: symbolsOf(named, "bus"),
    streams: isStream ? { transport: value(eventStreams.transport), framing: value(eventStreams.framing) } : undefined,
    parts: parts.length > 0 ? parts.map((part) => ({ $symbol: part })) : undefined,
  });
  return Object.keys(brought).length > 0 ? brought : null;
}

function symbolsOf(named: readonly (Framing | null)[], kind: "framing" | "bus"): ConstantValue | undefined {
  const found = named.flatMap((framing): [string, ConstantValue][] => {
    const entry = framing !== null && Object.hasOwn(known, framing.framing) ? known[framing.framing] : null;
    return entry == null || entry.kind !== kind || framing === null
      ? []
      : [[framing.framing, { $symbol: { name: entry.name, from: entry.from, type: false } }]];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}
