import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mqttBus } from "@clientwright/runtime/mqtt";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { compileErrors } from "../support/compile.js";
import { type FreshClient, freshClient } from "../support/generated-client.js";
import { type BrokerProcess, startBroker } from "./broker-process.js";
import { missing } from "./missing.js";
import { mosquitto } from "./servers.js";

const document = (port: number): object => ({
  asyncapi: "3.0.0",
  info: { title: "Lights", version: "1" },
  servers: { local: { host: `127.0.0.1:${port}`, protocol: "mqtt" } },
  channels: {
    reported: {
      address: "lights/reported",
      messages: {
        Report: {
          payload: {
            schemaFormat: "application/vnd.apache.avro;version=1.9.0",
            schema: {
              type: "record",
              name: "Report",
              fields: [
                { name: "at", type: "long" },
                { name: "broken", type: { type: "array", items: "string" } },
              ],
            },
          },
        },
      },
    },
    counted: {
      address: "lights/counted",
      messages: {
        Count: {
          contentType: "application/x-protobuf",
          payload: {
            schemaFormat: "application/vnd.google.protobuf;version=3",
            schema: 'syntax = "proto3"; message Count { uint32 on = 1; map<string, uint32> rooms = 2; }',
          },
        },
      },
    },
    measured: {
      address: "lights/{id}/measured",
      parameters: { id: {} },
      messages: { Measured: { payload: { type: "object", required: ["lumens"], properties: { lumens: { type: "integer" } } } } },
    },
  },
  operations: {
    onReported: { action: "send", tags: [{ name: "lights" }], channel: { $ref: "#/channels/reported" } },
    report: { action: "receive", tags: [{ name: "lights" }], channel: { $ref: "#/channels/reported" } },
    onCounted: { action: "send", tags: [{ name: "lights" }], channel: { $ref: "#/channels/counted" } },
    count: { action: "receive", tags: [{ name: "lights" }], channel: { $ref: "#/channels/counted" } },
    onMeasured: { action: "send", tags: [{ name: "lights" }], channel: { $ref: "#/channels/measured" }, bindings: { mqtt: { qos: 1 } } },
    publishMeasured: { action: "receive", tags: [{ name: "lights" }], channel: { $ref: "#/channels/measured" }, bindings: { mqtt: { qos: 1 } } },
  },
});

const calls = `import type { BusMaker } from "@clientwright/runtime/realtime";
import { createLights } from "./index.js";
declare const bus: BusMaker;
const lights = createLights({ bus });
for await (const { lumens } of lights.lights.measured({ id: "7" })) { const bright: number = lumens; console.log(bright); }
await lights.lights.publishMeasured({ id: "7", lumens: 3 });
`;

const absent = missing(mosquitto);
(absent === null ? describe : describe.skip)(`a generated client over mosquitto${absent === null ? "" : `: ${absent}`}`, () => {
  let broker: BrokerProcess;
  let fresh: FreshClient;
  const folder = mkdtempSync(join(tmpdir(), "generated-mqtt-"));
  beforeAll(async () => {
    broker = await startBroker("mosquitto", ({ folder: home, port }) => {
      writeFileSync(join(home, "mosquitto.conf"), `listener ${port} 127.0.0.1\nallow_anonymous true\nuser root\n`);
      return { command: "/usr/sbin/mosquitto", args: ["-c", join(home, "mosquitto.conf")] };
    });
    writeFileSync(join(folder, "asyncapi.json"), JSON.stringify(document(broker.port)));
    fresh = await freshClient({ sources: [join(folder, "asyncapi.json")] });
  }, 60_000);
  afterAll(async () => {
    await broker?.stop();
    fresh?.remove();
    rmSync(folder, { recursive: true });
  });

  it("compiles with a bus", () => {
    writeFileSync(join(fresh.folder, "calls.ts"), calls);
    expect(compileErrors(fresh.folder)).toEqual([]);
  });

  it.each([
    ["Avro", "report", "reported", { at: 2 ** 40, broken: ["7", "9"] }],
    ["Protobuf", "count", "counted", { on: 3, rooms: { hall: 2 } }],
  ])("speaks %s by itself", async (_, send, hear, payload) => {
    const lights = fresh.exports.createLights({ bus: mqttBus() });
    const heard = lights.lights[hear]();
    await heard.ready();
    await lights.lights[send](payload);
    for await (const each of heard) {
      expect(each).toEqual(payload);
      break;
    }
    await lights.close();
  });

  it("publishes on acknowledgement, and hears what it published", async () => {
    const lights = fresh.exports.createLights({ bus: mqttBus() });
    const measured = lights.lights.measured({ id: "7" });
    await measured.ready();
    expect(lights.connection.state).toBe("open");
    expect(await lights.lights.publishMeasured({ id: "7", lumens: 3 })).toMatchObject({ status: "acknowledged" });
    for await (const each of measured) {
      expect(each).toEqual({ lumens: 3 });
      break;
    }
    expect(await lights.close()).toEqual([]);
  });
});
