import { basic } from "@clientwright/runtime";
import { type RedisBusOptions, redisBus } from "@clientwright/runtime/redis";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { BrokerProcess } from "./broker-process.js";
import { startRedis } from "./brokers.js";
import { answerOne, type GeneratedShop, generatedShop, type Shop, take } from "./generated-shop.js";
import { missing } from "./missing.js";
import { redis } from "./servers.js";

const calls = `import { redisBus } from "@clientwright/runtime/redis";
import { createShop } from "./index.js";
const shop = createShop({ bus: redisBus({ streams: { channels: ["work"], group: "workers" } }) });
for await (const { id } of shop.shop.event({ region: "*" })) { const one: number = id; console.log(one); }
for await (const job of shop.shop.work()) console.log("reason" in job ? job.reason : job.id);
const { price }: { price: number } = await shop.shop.askPrice({ id: 7 });
console.log(price);
`;
/** Work is a stream, the rest is published. */
const kept: RedisBusOptions = { streams: { channels: ["work"], group: "workers", claimAfter: 300 } };

const absent = missing(redis);
(absent === null ? describe : describe.skip)(`a generated client over redis${absent === null ? "" : `: ${absent}`}`, () => {
  let broker: BrokerProcess;
  let generated: GeneratedShop;
  const connect = (bus: RedisBusOptions = kept, password = "secret"): Shop =>
    generated.create({ port: `${broker.port}`, bus: redisBus(bus), auth: { user: basic({ username: "ann", password }) } });
  beforeAll(async () => {
    const users = () => ["user default off", "user ann on >secret ~shop:* &shop:* &shop:events:* ~clientwright:* &clientwright:* +@all"];
    [broker, generated] = await Promise.all([startRedis(users), generatedShop("redis")]);
  }, 60_000);
  afterEach(() => generated.closeAll());
  afterAll(async () => {
    generated?.remove();
    await broker?.stop();
  });

  it("is generated without warnings, and compiles with its bus", () => {
    expect([generated.warnings, generated.typeErrors(calls)]).toEqual([[], []]);
  });

  it("carries events at most once, to a pattern", async () => {
    const shop = connect();
    const everywhere = shop.shop["event"]?.({ region: "*" });
    await everywhere.ready();
    expect(await shop.shop["announce"]?.({ region: "eu", id: 1 })).toMatchObject({ value: { receivers: 1 } });
    expect(await take(everywhere, 1)).toMatchObject([{ name: "created", payload: { id: 1 }, address: "shop:events:eu" }]);
  });

  it("keeps work in a stream, whose entries know their message and headers, and come again until one is through with them", async () => {
    const sender = connect();
    const receipt = await sender.shop["addWork"]?.({ payload: { id: 1 }, headers: { trace: "t1" } }, { message: "job" });
    expect(receipt).toMatchObject({ status: "acknowledged", id: expect.stringMatching(/^\d+-\d+$/) as unknown });
    await sender.shop["addWork"]?.({ payload: { reason: "late" } }, { message: "stop" });
    const want = [
      { name: "job", payload: { id: 1 }, headers: { trace: "t1" }, id: receipt.id },
      { name: "stop", payload: { reason: "late" } },
    ];
    const first = connect();
    expect(await take(first.shop["work"]?.(), 2)).toMatchObject(want); // through with the first alone
    await first.close();
    expect(await take(connect().shop["work"]?.(), 1)).toMatchObject(want.slice(1));
  });

  it("asks by a stream, and is answered there by a client of the same document", async () => {
    const streams: RedisBusOptions = { streams: { claimAfter: 300 } };
    const [customer, seller] = [connect(streams), connect(streams)];
    const quotes = seller.shop.quote();
    await quotes.ready();
    const answered = answerOne(seller, quotes);
    expect(await customer.shop.askPrice({ id: 7 })).toEqual({ price: 70 });
    await answered;
  });

  it("a wrong password is an AuthError", async () => {
    await expect(connect(kept, "wrong").shop["announce"]?.({ region: "eu", id: 1 })).rejects.toMatchObject({ kind: "auth", sent: "no" });
  });
});
