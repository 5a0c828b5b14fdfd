import { basic } from "@clientwright/runtime";
import { type AmqpBusOptions, amqpBus } from "@clientwright/runtime/amqp";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { BrokerProcess } from "./broker-process.js";
import { startRabbit } from "./brokers.js";
import { answerOne, type GeneratedShop, generatedShop, type Shop, take } from "./generated-shop.js";
import { missing } from "./missing.js";
import { rabbitmq } from "./servers.js";

const calls = `import { amqpBus } from "@clientwright/runtime/amqp";
import { createShop } from "./index.js";
const shop = createShop({ bus: amqpBus({ prefetch: 10 }), auth: { user: { username: "ann", password: "secret" } } });
for await (const order of shop.orders.event({ region: "*", step: "#" })) if (order.kind === "cancelled") { const why: string = order.why; console.log(why); }
await shop.orders.announce({ region: "eu", step: "created", payload: { kind: "created", id: 1 }, headers: { trace: "t1" } });
const { price }: { price: number } = await shop.shop.askPrice({ id: 7 });
console.log(price);
`;

const absent = missing(rabbitmq);
(absent === null ? describe : describe.skip)(`a generated client over rabbitmq${absent === null ? "" : `: ${absent}`}`, () => {
  let broker: BrokerProcess;
  let generated: GeneratedShop;
  const connect = (bus: AmqpBusOptions = {}, password = "secret"): Shop =>
    generated.create({ port: `${broker.port}`, bus: amqpBus(bus), auth: { user: basic({ username: "ann", password }) } });
  beforeAll(async () => {
    [broker, generated] = await Promise.all([startRabbit({ users: { ann: "secret" } }), generatedShop("rabbitmq")]);
  }, 120_000);
  afterEach(() => generated.closeAll());
  afterAll(async () => {
    generated?.remove();
    await broker?.stop();
  });

  it("is generated without warnings, and compiles with its bus", () => {
    expect([generated.warnings, generated.typeErrors(calls)]).toEqual([[], []]);
  });

  it("tells the messages of a topic exchange apart by their type, and brings headers", async () => {
    const shop = connect();
    const everything = shop.orders["event"]?.({ region: "*", step: "*" });
    await everything.ready();
    await shop.orders["announce"]?.({ region: "eu", step: "created", payload: { kind: "created", id: 1 }, headers: { trace: "t1" } });
    await shop.orders["announce"]?.({ region: "us", step: "cancelled", payload: { kind: "cancelled", id: 2, why: "late" } });
    expect(await take(everything, 2)).toMatchObject([
      { name: "created", payload: { kind: "created", id: 1 }, headers: { trace: "t1" }, address: "orders.eu.created" },
      { name: "cancelled", payload: { kind: "cancelled", id: 2, why: "late" }, address: "orders.us.cancelled" },
    ]);
  });

  it("has what the document calls mandatory refused when no queue takes it", async () => {
    const sent = connect().orders["announce"]?.({ region: "nowhere", step: "x", payload: { kind: "created", id: 1 } });
    await expect(sent).rejects.toMatchObject({ name: "BrokerError", code: 312 });
  });

  it("shares the document's queue among its clients, and gives again what one was not through with", async () => {
    const [first, second] = [connect({ prefetch: 1 }), connect({ prefetch: 1 })];
    for (let id = 0; id < 20; id++) expect(await first.channels["addJob"]?.({ id })).toMatchObject({ status: "acknowledged" });
    const seen: number[] = [];
    const all = new Promise<void>((resolve) => {
      for (const shop of [first, second])
        shop.channels["job"]?.().subscribe(({ id }: { id: number }) => {
          seen.push(id);
          if (seen.length === 20) resolve();
        });
    });
    await all;
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, id) => id));
    await generated.closeAll();
    const third = connect();
    const left = third.channels["job"]?.();
    await third.channels["addJob"]?.({ id: 21 });
    expect(await take(left, 1)).toMatchObject([{ payload: { id: 21 } }]);
    await generated.closeAll();
    expect(await take(connect().channels["job"]?.(), 1)).toMatchObject([{ payload: { id: 21 } }]);
    const last = connect().channels["job"]?.();
    await new Promise<void>((resolve) => last.subscribe(() => resolve()));
  });

  it("lets a message expire when its operation says so", async () => {
    const shop = connect();
    await shop.channels["addPerishableJob"]?.({ id: 30 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await shop.channels["addJob"]?.({ id: 31 });
    const [first] = await take(shop.channels["job"]?.(), 1);
    expect(first).toMatchObject({ payload: { id: 31 } });
  });

  it("gets messages at most once where the document says that nothing is acknowledged", async () => {
    const shop = connect();
    const feed = shop.channels["feed"]?.();
    await feed.ready();
    for (const id of [1, 2]) await shop.channels["addFeed"]?.({ id });
    expect(await take(feed, 2)).toMatchObject([{ payload: { id: 1 } }, { payload: { id: 2 } }]); // not through with the second
    await generated.closeAll();
    const again = connect();
    await again.channels["addFeed"]?.({ id: 3 });
    expect(await take(again.channels["feed"]?.(), 1)).toMatchObject([{ payload: { id: 3 } }]);
  });

  it("asks, and is answered by a client of the same document", async () => {
    const [customer, seller] = [connect(), connect()];
    const quotes = seller.shop.quote();
    await quotes.ready();
    const answered = answerOne(seller, quotes);
    expect(await customer.shop.askPrice({ id: 7 })).toEqual({ price: 70 });
    await answered;
  });

  it("a wrong password is an AuthError", async () => {
    await expect(connect({}, "wrong").channels["addJob"]?.({ id: 1 })).rejects.toMatchObject({ kind: "auth", sent: "no" });
  });

  it("refuses a message in another user's name, as the document's userId has it", async () => {
    const guest = generated.create({ port: `${broker.port}`, bus: amqpBus(), auth: { user: basic({ username: "guest", password: "guest" }) } });
    const sent = guest.orders["announce"]?.({ region: "eu", step: "created", payload: { kind: "created", id: 1 } });
    await expect(sent).rejects.toMatchObject({ name: "BrokerError", code: 406 });
  });
});
