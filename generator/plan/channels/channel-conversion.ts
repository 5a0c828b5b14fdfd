import { note, type Report } from "../../diagnostics.js";
import type { Schema } from "../../ir/index.js";
import { losslessParts, realtimePackage } from "../names/runtime-names.js";
import { compact } from "../operations/operation-constant.js";
import { type ConversionSetting, converts, mayConvert } from "../schemas/conversion.js";
import { shapeOf } from "../schemas/shapes.js";
import type { ConstantValue } from "../views.js";
import type { Exchange } from "./channel-exchanges.js";
import { headersOf, payloadOf, sentHeaders } from "./channel-input.js";
import type { Framings } from "./framing.js";

interface PayloadSetting extends ConversionSetting {
  /** Whether JSON is read and printed with every digit: what no type asks for is rounded then. */
  readonly isWide: boolean;
}

/** The `convert` of the runtime's ChannelOperation: shapes of the payloads and headers that it sends and receives, where their values are delivered otherwise than they stand on the wire. */
export function payloadConversion({ verb, messages, reply }: Exchange, setting: PayloadSetting): ConstantValue | null {
  if (!mayConvert(setting.style)) return null;
  const shape = (schema: Schema | null): ConstantValue | undefined =>
    schema !== null && converts(schema, setting) ? shapeOf(schema, setting.shapes) : undefined;
  const payload = (list: Exchange["messages"]): ConstantValue | undefined => shape(list.length > 0 ? payloadOf(list) : null);
  const shapes = compact({
    in: verb === "subscribe" ? undefined : payload(messages),
    out: verb === "publish" ? undefined : payload(verb === "ask" ? (reply?.messages ?? []) : messages),
    headersIn: verb === "subscribe" ? undefined : shape(sentHeaders(messages)),
    headersOut: verb === "subscribe" ? shape(headersOf(messages)) : undefined,
  });
  const isRead = verb !== "publish" && setting.isWide;
  if (Object.keys(shapes).length === 0 && !isRead) return null;
  // What bytes hold is bigint by its schema already.
  const isWide = setting.isWide && [...messages, ...(reply?.messages ?? [])].every(({ wire }) => wire === null);
  return { by: { $symbol: { name: isWide ? losslessParts.payloads : "convertPayloads", from: realtimePackage, type: false } }, ...shapes };
}

/** Framings whose JSON can be read and printed with every digit. */
const lossless: ReadonlySet<string> = new Set(["json", "sse"]);

/**
 * Whether messages in JSON hold whole numbers beyond 2^53, and every framing carries them: then clients bring what reads and prints them.
 * Where a framing can't, that is told.
 */
export function carriesWide(exchanges: readonly Exchange[], framings: Framings, setting: ConversionSetting, report: Report): boolean {
  if (setting.style.int64 !== "bigint") return false;
  const style = { ...setting.style, dates: "string" } as const;
  const first = exchanges.find(({ messages, reply }) => {
    const printed = [...messages, ...(reply?.messages ?? [])].filter(({ wire }) => wire === null);
    return printed.length > 0 && converts(payloadOf(printed), { ...setting, style });
  });
  if (first === undefined) return false;
  const other = [framings.api, ...framings.servers.values(), ...framings.channels.values()].find((each) => each !== null && !lossless.has(each.framing));
  if (other == null) return true;
  report(
    note(
      "message-integer-rounded",
      first.operation.at,
      `Messages hold int64 numbers. They come as bigint, but ${other.framing} reads frames as plain JSON: beyond 2^53 they are rounded, and none larger is sent.`,
      "Write larger ones as strings in the document.",
    ),
  );
  return false;
}
