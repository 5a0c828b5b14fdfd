import { note, type Report } from "../diagnostics.js";
import type { Schema } from "../ir/index.js";
import type { Exchange } from "./channel-exchanges.js";
import { headersOf, payloadOf, sentHeaders } from "./channel-input.js";
import { type ConversionSetting, converts, mayConvert } from "./conversion.js";
import { compact } from "./operation-constant.js";
import { realtimePackage } from "./runtime-names.js";
import { shapeOf } from "./shapes.js";
import type { ConstantValue } from "./views.js";

/** The `convert` of the runtime's ChannelOperation: shapes of the payloads and headers that it sends and receives, where their values are delivered otherwise than they stand on the wire. */
export function payloadConversion({ verb, messages, reply }: Exchange, setting: ConversionSetting): ConstantValue | null {
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
  if (Object.keys(shapes).length === 0) return null;
  return { by: { $symbol: { name: "convertPayloads", from: realtimePackage, type: false } }, ...shapes };
}

/** Framings read and print plain JSON, which knows no whole number beyond 2^53: told once. */
export function tellRounding(exchanges: readonly Exchange[], setting: ConversionSetting, report: Report): void {
  if (setting.style.int64 !== "bigint") return;
  const style = { ...setting.style, dates: "string" } as const;
  const first = exchanges.find(({ messages, reply }) => {
    const printed = [...messages, ...(reply?.messages ?? [])].filter(({ wire }) => wire === null);
    return printed.length > 0 && converts(payloadOf(printed), { ...setting, style });
  });
  if (first === undefined) return;
  report(
    note(
      "message-integer-rounded",
      first.operation.at,
      "Messages hold int64 numbers. They come as bigint, but frames are read as plain JSON: beyond 2^53 they are rounded, and none larger is sent.",
      "Write larger ones as strings in the document.",
    ),
  );
}
