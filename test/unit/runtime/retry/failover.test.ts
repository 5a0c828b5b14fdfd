import { describe, expect, it } from "@jest/globals";
import { ConnectionError, TimeoutError } from "../../../../runtime/core/errors.js";
import { failover } from "../../../../runtime/retry/failover.js";
import { callOf } from "../../../support/call.js";
import { fakeClock } from "../../../support/clock.js";
import { type Answer, memorySend } from "../../../support/send.js";

const bases = ["https://a.test/v1/", "https://b.test/v1", "https://c.test"];
const refused = new ConnectionError("refused", { cause: Object.assign(new Error(), { code: "ECONNREFUSED" }) });
const reset = new ConnectionError("reset", { cause: Object.assign(new Error(), { code: "ECONNRESET" }) });

function setup(answers: { readonly [host: string]: Answer }) {
  const clock = fakeClock();
  const hosts: string[] = [];
  const memory = memorySend((call) => {
    const { host } = new URL(call.url);
    hosts.push(host);
    const answer = answers[host] ?? { status: 200 };
    return typeof answer === "function" ? answer(call, 0) : answer;
  });
  const send = failover(bases, { clock, cooldown: 1000 })(memory.send);
  const get = async (fields = {}) => (await send(callOf({ url: "https://a.test/v1/x?y=1", ...fields }))).status;
  return { clock, hosts, memory, get, send };
}

describe("failover", () => {
  it("asks the preferred base URL while it is well", async () => {
    const { hosts, get } = setup({});
    await get();
    await get();
    expect(hosts).toEqual(["a.test", "a.test"]);
  });

  it("asks the next at once when nothing was sent, and passes the first over for a while", async () => {
    const { clock, hosts, memory, get } = setup({ "a.test": refused });
    expect(await get()).toBe(200);
    expect(memory.calls.map((call) => call.url)).toEqual(["https://a.test/v1/x?y=1", "https://b.test/v1/x?y=1"]);
    await get();
    expect(hosts.slice(2)).toEqual(["b.test"]);
    await clock.advance(1000);
    await get();
    expect(hosts.slice(3)).toEqual(["a.test", "b.test"]);
  });

  it.each<[string, Answer]>([
    ["502", { status: 502 }],
    ["503", { status: 503 }],
    ["504", { status: 504 }],
    ["a reset", reset],
    ["a timeout", new TimeoutError("late")],
  ])("leaves %s to the retry layer, whose next attempt goes to the next", async (_, answer) => {
    const { hosts, get } = setup({ "a.test": answer });
    await get().catch(() => undefined);
    expect(hosts).toEqual(["a.test"]);
    await get();
    expect(hosts).toEqual(["a.test", "b.test"]);
  });

  it("takes any other answer as a sign of life", async () => {
    const { hosts, get } = setup({ "a.test": { status: 500 } });
    expect([await get(), await get()]).toEqual([500, 500]);
    expect(hosts).toEqual(["a.test", "a.test"]);
  });

  it("gives up when none can be reached, and then asks the one that has been down for longest", async () => {
    const { clock, hosts, get } = setup({ "a.test": refused, "b.test": refused, "c.test": refused });
    await expect(get()).rejects.toBe(refused);
    expect(hosts).toEqual(["a.test", "b.test", "c.test"]);
    await clock.advance(10);
    await expect(get()).rejects.toBe(refused);
    expect(hosts.slice(3)).toEqual(["a.test"]);
  });

  it("does not send a body twice that can be sent only once", async () => {
    const { hosts, get } = setup({ "a.test": refused });
    await expect(get({ replayable: false })).rejects.toBe(refused);
    expect(hosts).toEqual(["a.test"]);
  });

  it("lets other addresses through", async () => {
    const { memory, send } = setup({});
    await send(callOf({ url: "https://a.test/v10/x" }));
    await send(callOf({ url: "https://elsewhere.test/" }));
    expect(memory.calls.map((call) => call.url)).toEqual(["https://a.test/v10/x", "https://elsewhere.test/"]);
  });
});
