import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wsTransport } from "@clientwright/runtime/ws";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import avsc from "avsc";
import { compileErrors } from "../../support/compile.js";
import { freshClient } from "../../support/generated-client.js";
import { type SocketServer, socketServer } from "../../support/socket-server.js";

const logical = (type: string, logicalType: string, more: object = {}) => ({ type, logicalType, ...more });
const fields = [
  { name: "day", type: logical("int", "date") },
  { name: "at", type: logical("long", "timestamp-micros") },
  { name: "until", type: ["null", logical("long", "timestamp-millis")], default: null },
  { name: "clock", type: logical("int", "time-millis") },
  { name: "local", type: logical("long", "local-timestamp-millis") },
  { name: "price", type: logical("bytes", "decimal", { precision: 9, scale: 2 }) },
  { name: "id", type: logical("string", "uuid") },
  { name: "span", type: { ...logical("fixed", "duration"), name: "Span", size: 12 } },
];
const schema = { schemaFormat: "application/vnd.apache.avro;version=1.9.0", schema: { type: "record", name: "Event", fields } };
const document = (port: number): object => ({
  asyncapi: "3.0.0",
  info: { title: "Events", version: "1" },
  servers: { live: { host: `127.0.0.1:${port}`, protocol: "ws" } },
  channels: { events: { address: "events", messages: { Event: { payload: schema } } } },
  operations: {
    eventsOut: { action: "send", channel: { $ref: "#/channels/events" } },
    eventsIn: { action: "receive", channel: { $ref: "#/channels/events" } },
  },
});
const calls = ([day, at]: readonly [string, string]) => `import { createEvents } from "./index.js";
import type { Instant, PlainDate } from "@clientwright/runtime";
const events = createEvents();
for await (const each of events.channels.eventsOut()) {
  const day: ${day} = each.day; const at: ${at} = each.at; const until: ${at} | null | undefined = each.until;
  const clock: number = each.clock; const price: string = each.price; const id: string = each.id; const span: Uint8Array = each.span;
  console.log(day, at, until, clock, price, id, span);
}
export type Known = [Instant, PlainDate];
`;

const rest = { clock: 5, local: 6, price: "-12.30", id: "b6f6a0c8-0a3c-4f5e-9a3c-0a3c4f5e9a3c", span: new Uint8Array(12) };
const wire = { day: 20_484, at: 1_769_860_800_500_000, until: 1_769_860_800_500 };
/** What another implementation, which knows no logical types, makes of the numbers. */
const bytes = avsc.Type.forSchema(schema.schema as avsc.Schema, { wrapUnions: false }).toBuffer({
  ...wire,
  ...rest,
  price: Buffer.of(0xfb, 0x32),
  span: Buffer.alloc(12),
});

describe("dates in Avro", () => {
  const folder = mkdtempSync(join(tmpdir(), "dates-"));
  const frames: string[] = [];
  let server: SocketServer;
  beforeAll(async () => {
    server = await socketServer((socket) =>
      socket.on("message", (data: Buffer, isBinary) => {
        frames.push(data.toString("hex"));
        socket.send(data, { binary: isBinary });
      }),
    );
    writeFileSync(join(folder, "asyncapi.json"), JSON.stringify(document(Number(new URL(server.url).port))));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await server.close();
  });

  it.each([
    ["string", ["number", "number"], wire],
    ["date", ["Date", "Date"], { day: new Date("2026-01-31"), at: new Date("2026-01-31T12:00:00.500Z"), until: new Date("2026-01-31T12:00:00.500Z") }],
    ["temporal", ["PlainDate", "Instant"], null],
  ] as const)("dates: %s", async (dates, types, moments) => {
    const fresh = await freshClient({ sources: [join(folder, "asyncapi.json")], config: { types: { dates } } });
    writeFileSync(join(fresh.folder, "calls.ts"), calls(types));
    expect(compileErrors(fresh.folder)).toEqual([]);
    const client = fresh.exports.createEvents({ transport: wsTransport() });
    if (moments !== null) {
      const subscription = client.channels.eventsOut();
      await subscription.ready();
      await client.channels.eventsIn({ ...moments, ...rest });
      for await (const event of subscription) {
        expect(event).toEqual({ ...moments, ...rest });
        break;
      }
      expect(frames.at(-1)).toBe(bytes.toString("hex"));
    }
    await client.close();
    fresh.remove();
  });
});
