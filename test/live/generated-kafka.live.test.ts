import { type KafkaBusOptions, kafkaBus } from "@clientwright/runtime/kafka";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { type MockCluster, startKafka } from "./brokers.js";
import { answerOne, type GeneratedShop, generatedShop, type Shop, take } from "./generated-shop.js";
import { missing } from "./missing.js";
import { kafka } from "./servers.js";

const calls = `import { kafkaBus } from "@clientwright/runtime/kafka";
import { createShop } from "./index.js";
const shop = createShop({ bus: kafkaBus({ create: true }) });
await shop.shop.placeOrder({ region: "eu", id: 1, key: { customer: 7 }, headers: { trace: "t1" } });
for await (const { payload, headers } of shop.shop.order({ region: "eu" }).messages()) { const id: number = payload.id; console.log(id, headers.trace); }
const { price }: { price: number } = await shop.shop.askPrice({ id: 7 });
console.log(price);
`;

const absent = missing(kafka);
(absent === null ? describe : describe.skip)(`a generated client over kafka${absent === null ? "" : `: ${absent}`}`, () => {
  let cluster: MockCluster;
  let generated: GeneratedShop;
  const connect = (bus: KafkaBusOptions = { sessionTimeout: 6 }): Shop => generated.create({ brokers: cluster.brokers, bus: kafkaBus(bus), auth: "open" });
  beforeAll(async () => {
    [cluster, generated] = await Promise.all([startKafka(), generatedShop("kafka")]);
  }, 60_000);
  afterEach(() => generated.closeAll());
  afterAll(() => {
    generated?.remove();
    cluster?.child.kill();
  });

  it("is generated with a note on the client id of one operation, and compiles with its bus", () => {
    expect([generated.warnings, generated.typeErrors(calls)]).toEqual([[expect.stringMatching(/^binding-field-idle .*clientId/)], []]);
  });

  it("carries records with headers and the document's key, in order, to the document's group, which goes on where it was through", async () => {
    const sender = connect();
    for (let id = 1; id <= 3; id++)
      expect(await sender.shop["placeOrder"]?.({ region: "eu", id, key: { customer: 7 }, headers: { trace: "t1" } })).toMatchObject({ status: "acknowledged" });
    const first = connect();
    const taken = await take(first.shop["order"]?.({ region: "eu" }), 2); // through with the first alone
    expect(taken).toMatchObject([{ name: "order", payload: { id: 1 }, headers: { trace: "t1" }, address: "shop.orders.eu" }, { payload: { id: 2 } }]);
    await first.close();
    expect(await take(connect().shop["order"]?.({ region: "eu" }), 2)).toMatchObject([{ payload: { id: 2 } }, { payload: { id: 3 } }]);
  });

  it("uses the topic that the binding names", async () => {
    const shop = connect();
    const audit = shop.channels["onAudit"]?.();
    await audit.ready();
    await shop.channels["audit"]?.({ id: 4 });
    expect(await take(audit, 1)).toMatchObject([{ payload: { id: 4 }, address: "shop-audit" }]);
  });

  it("asks, and is answered by a client of the same document", async () => {
    const [customer, seller] = [connect(), connect()];
    const quotes = seller.shop.quote();
    await quotes.ready();
    const answered = answerOne(seller, quotes);
    expect(await customer.shop.askPrice({ id: 7 })).toEqual({ price: 70 });
    await answered;
  });
});
