import { basic } from "@clientwright/runtime";
import { type NatsBusOptions, natsBus } from "@clientwright/runtime/nats";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { BrokerProcess } from "./broker-process.js";
import { startNats } from "./brokers.js";
import { answerOne, type GeneratedShop, generatedShop, type Shop, take } from "./generated-shop.js";
import { missing } from "./missing.js";
import { nats } from "./servers.js";

const calls = `import { natsBus } from "@clientwright/runtime/nats";
import { createShop } from "./index.js";
const shop = createShop({ bus: natsBus({ jetstream: { channels: ["kept"], create: true } }) });
for await (const { payload, headers } of shop.shop.event({ region: "*" }).messages()) { const id: number = payload.id; console.log(id, headers.trace); }
await shop.shop.announce({ region: "eu", id: 1, headers: { trace: "t1" } });
const { price }: { price: number } = await shop.shop.askPrice({ id: 7 });
console.log(price);
`;
/** One channel that a stream keeps, the others not. */
const kept: NatsBusOptions = { jetstream: { channels: ["kept"], create: true, ackWait: 1 } };

const absent = missing(nats);
(absent === null ? describe : describe.skip)(`a generated client over nats${absent === null ? "" : `: ${absent}`}`, () => {
  let broker: BrokerProcess;
  let generated: GeneratedShop;
  const connect = (bus: NatsBusOptions = kept, password = "secret"): Shop =>
    generated.create({ port: `${broker.port}`, bus: natsBus(bus), auth: { user: basic({ username: "ann", password }) } });
  beforeAll(async () => {
    const users = () => ["authorization { users: [{ user: ann, password: secret }] }"];
    [broker, generated] = await Promise.all([startNats(users), generatedShop("nats")]);
  }, 60_000);
  afterEach(() => generated.closeAll());
  afterAll(async () => {
    generated?.remove();
    await broker?.stop();
  });

  it("is generated without warnings, and compiles with its bus", () => {
    expect([generated.warnings, generated.typeErrors(calls)]).toEqual([[], []]);
  });

  it("carries events at most once, with headers, to a wildcard", async () => {
    const shop = connect();
    const everywhere = shop.shop["event"]?.({ region: "*" });
    await everywhere.ready();
    const receipt = await shop.shop["announce"]?.({ region: "eu", id: 1, headers: { trace: "t1" } });
    expect(receipt.status).toBe("sent");
    expect(await take(everywhere, 1)).toMatchObject([{ name: "created", payload: { id: 1 }, headers: { trace: "t1" }, address: "shop.events.eu" }]);
  });

  it("shares work by the document's queue group", async () => {
    const seen: number[] = [];
    for (const shop of [connect(), connect()]) {
      const work = shop.shop["work"]?.();
      work.subscribe(({ id }: { id: number }) => seen.push(id));
      await work.ready();
    }
    const sender = connect();
    for (let id = 0; id < 30; id++) await sender.shop["addWork"]?.({ id });
    while (seen.length < 30) await new Promise((resolve) => setTimeout(resolve, 10));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, id) => id));
  });

  it("keeps what is published before anybody listens, for the durable consumer that the document's queue names", async () => {
    const sender = connect();
    const add = (id: number) => (sender as unknown as { kept: { add(input: object): Promise<{ status: string }> } }).kept.add({ id });
    expect((await add(1)).status).toBe("acknowledged");
    await add(2);
    const listen = () => (connect() as unknown as { kept: { job(): AsyncIterable<{ id: number }> } }).kept.job();
    const seen: number[] = [];
    for await (const { id } of listen()) {
      seen.push(id);
      if (id === 2) break; // through with 1, not with 2
    }
    for await (const { id } of listen()) {
      seen.push(id);
      break;
    }
    expect(seen).toEqual([1, 2, 2]);
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
    await expect(connect({}, "wrong").shop["addWork"]?.({ id: 1 })).rejects.toMatchObject({ kind: "auth", sent: "no" });
  });
});
