import { doubt, note, type Report } from "../../diagnostics.js";
import type { Message } from "../../ir/index.js";
import { type Models, resolve } from "../schemas/schema-views.js";
import type { Exchange } from "./channel-exchanges.js";
import type { Framing, Framings } from "./framing.js";

interface Around {
  readonly models: Models;
  readonly framings: Framings;
}

/** Tells of payloads that the client itself can't turn into what their type says, once a content type, and of bytes that frames of JSON can't hold. */
export function tellForeign(exchanges: readonly Exchange[], { models, framings }: Around, report: Report): void {
  const told = new Set<string>();
  for (const { channel, messages, reply } of exchanges) {
    for (const message of [...messages, ...(reply?.messages ?? [])]) {
      const type = typeOf(message);
      if (!told.has(type) && needsCodec(message, type, models)) {
        told.add(type);
        report(uncoded(message, type));
      }
      if (told.has(message.at) || !isBytes(message, models)) continue;
      const framing = framesOf(channel.id, framings).find(holdsJsonAlone);
      if (framing === undefined) continue;
      told.add(message.at);
      report(unheld(message, framing));
    }
  }
}

/** Without its parameters. JSON where the document names none. */
const typeOf = ({ contentType }: Message): string => (contentType ?? "application/json").split(";")[0]?.trim().toLowerCase() ?? "";

/** Whether a payload is said to be more than the bytes or the text that its content type gives. */
function needsCodec({ payload, wire }: Message, type: string, models: Models): boolean {
  if (payload === null || wire !== null || /[/+]json\b/.test(type)) return false;
  const { kind } = resolve(payload, models);
  return kind !== "unknown" && kind !== (type.startsWith("text/") ? "string" : "binary");
}

const isBytes = ({ payload, wire }: Message, models: Models): boolean => wire !== null || (payload !== null && resolve(payload, models).kind === "binary");

function framesOf(channel: string, { api, servers, channels }: Framings): readonly Framing[] {
  const own = channels.get(channel);
  return own !== undefined ? [own] : [...(api === null ? [] : [api]), ...servers.values()];
}

/** Whether payloads stand inside a frame of JSON. */
function holdsJsonAlone({ framing, send, receive }: Framing): boolean {
  return framing === "json" ? send !== undefined || receive !== undefined : /^(?:json-rpc|graphql-transport-ws|centrifuge)$/.test(framing);
}

const uncoded = ({ at }: Message, type: string) =>
  note(
    "message-codec-missing",
    at,
    `Payloads of type ${type} are ${type.startsWith("text/") ? "text" : "bytes (text, where a frame is text)"}: what their type says is read and written by a codec that callers bring.`,
    `Pass payloads: { ${JSON.stringify(type)}: ... } when you make the client, or describe the payload as ${type.startsWith("text/") ? "a string" : "bytes (format: binary)"}.`,
  );

const unheld = ({ at }: Message, { framing }: Framing) =>
  doubt(
    "message-bytes-unheld",
    at,
    `The payload is bytes, and frames of ${framing} are JSON: it can't be sent, and comes as what stands in the frame.`,
    "Describe it as text (base64) or under a content type of JSON, or name a framing that carries bytes.",
  );
