import { describe, expect, it } from "@jest/globals";
import { apiKey } from "../../../../runtime/auth/api-key.js";
import { authenticate } from "../../../../runtime/auth/authenticate.js";
import type { Auth } from "../../../../runtime/auth/choose.js";
import type { Credential } from "../../../../runtime/auth/credential.js";
import { withSecret } from "../../../../runtime/auth/credential.js";
import { type Token, tokenCredential } from "../../../../runtime/auth/token.js";
import type { ApiDefinition } from "../../../../runtime/core/api-definition.js";
import { AbortError, TimeoutError } from "../../../../runtime/core/errors.js";
import { callOf } from "../../../support/call.js";
import { fakeClock, settle } from "../../../support/clock.js";
import { type Answer, memorySend } from "../../../support/send.js";

const api: ApiDefinition = {
  name: "test",
  version: "1",
  environments: { production: "https://api.test" },
  auth: { key: { type: "apiKey", in: "header", name: "x-key" } },
  security: ["key"],
};

function setup(auth: Auth | undefined, ...answers: Answer[]) {
  const memory = memorySend(...answers);
  const send = authenticate(api, { auth, baseUrl: "https://api.test", variables: {}, clock: fakeClock() })(memory.send);
  return { memory, send };
}
/** Tokens t1, t2 ...; each needs a turn of the event loop. */
function tokens() {
  let count = 0;
  const credential = tokenCredential({
    serves: ["apiKey"],
    fetch: async () => {
      await settle();
      return { accessToken: `t${++count}`, expiresAt: null };
    },
  });
  return { credential, count: () => count };
}

describe("authenticate", () => {
  it("signs what goes to the API", async () => {
    const { memory, send } = setup(apiKey("k"), { status: 200 });
    await send(callOf());
    expect(memory.calls[0]).toMatchObject({ headers: { "x-key": "k" }, secrets: ["x-key"] });
  });

  it("signs nothing that goes elsewhere", async () => {
    const { memory, send } = setup(apiKey("k"), { status: 401 });
    const call = callOf({ url: "https://evil.test/page/2" });
    await send(call);
    expect(memory.calls).toEqual([call]);
  });

  it("fetches tokens over the network that it was composed with, each time", async () => {
    const nets = [memorySend({ status: 200 }), memorySend({ status: 200 })];
    const used: unknown[] = [];
    const credential: Credential = {
      sign: (call, { send }) => {
        used.push(send);
        return call;
      },
    };
    const layer = authenticate(api, { auth: credential, baseUrl: "https://api.test", variables: {}, clock: fakeClock() });
    const operation = { id: "one", path: "/" };
    for (const { send } of nets) await layer(send)(callOf({ operation }));
    expect(used).toEqual(nets.map(({ send }) => send));
  });

  it("asks for no credentials where they would not go anyway", async () => {
    const { send } = setup(undefined, { status: 200 });
    expect((await send(callOf({ url: "https://evil.test/" }))).status).toBe(200);
    await expect(send(callOf())).rejects.toMatchObject({ kind: "auth", message: "No credentials for test" });
  });

  it("keeps the client's headers that look secret at home, not those of the call itself", async () => {
    const memory = memorySend({ status: 200 }, { status: 200 }, { status: 200 });
    const clientHeaders = { authorization: "Mine", cookie: "a=b", "x-api-key": "k", "x-tenant": "t" };
    const send = authenticate({ ...api, security: [] }, { baseUrl: "https://api.test", variables: {}, clock: fakeClock(), clientHeaders })(memory.send);
    await send(callOf({ headers: clientHeaders }));
    await send(callOf({ url: "https://evil.test/", headers: clientHeaders }));
    await send(callOf({ url: "https://evil.test/", headers: { ...clientHeaders, cookie: "a=b; input=1" } }));
    await send(
      callOf({ url: "https://evil.test/", headers: { ...clientHeaders, cookie: "own" }, options: { headers: { Authorization: "Mine", Cookie: "own" } } }),
    );
    expect(memory.calls.map((call) => call.headers)).toEqual([
      clientHeaders,
      { "x-tenant": "t" },
      { cookie: "input=1", "x-tenant": "t" },
      { authorization: "Mine", cookie: "own", "x-tenant": "t" },
    ]);
  });

  it("leaves the caller's own Authorization alone", async () => {
    const { memory, send } = setup(apiKey("k"), { status: 200 });
    await send(callOf({ headers: { authorization: "Mine" } }));
    expect(memory.calls[0]?.headers).toEqual({ authorization: "Mine" });
  });

  it("marks the caller's own Authorization as secret", async () => {
    const { memory, send } = setup(apiKey("k"), { status: 200 });
    await send(callOf({ headers: { authorization: "Mine" } }));
    expect(memory.calls[0]?.secrets).toEqual(["authorization"]);
  });

  it("sends once more after a 401, with a new token", async () => {
    const { memory, send } = setup({ key: tokens().credential }, { status: 401, body: "expired" }, { status: 200 });
    const trace = { attempts: 1 };
    expect((await send(callOf({ trace }))).status).toBe(200);
    expect(memory.calls.map((call) => call.headers.authorization)).toEqual(["Bearer t1", "Bearer t2"]);
    expect(trace.attempts).toBe(2);
  });

  it("sends no third time", async () => {
    const { memory, send } = setup({ key: tokens().credential }, { status: 401 });
    expect((await send(callOf())).status).toBe(401);
    expect(memory.calls.length).toBe(2);
  });

  it("renews for the next call although this one's body can't be sent again", async () => {
    const { memory, send } = setup({ key: tokens().credential }, { status: 401, body: "expired" }, { status: 200 });
    const reply = await send(callOf({ replayable: false }));
    expect([reply.status, await reply.text()]).toEqual([401, "expired"]);
    await send(callOf());
    expect(memory.calls.map((call) => call.headers.authorization)).toEqual(["Bearer t1", "Bearer t2"]);
  });

  it("delivers a 401 that nobody can renew, unread", async () => {
    const { memory, send } = setup(apiKey("k"), { status: 401, body: "no" });
    expect(await (await send(callOf())).text()).toBe("no");
    expect(memory.calls.length).toBe(1);
  });

  it("renews once for a hundred calls that are refused together", async () => {
    const { credential, count } = tokens();
    const { memory, send } = setup({ key: credential }, (call) => ({ status: call.headers.authorization === "Bearer t1" ? 401 : 200 }));
    const replies = await Promise.all(Array.from({ length: 100 }, () => send(callOf())));
    expect(replies.every((reply) => reply.status === 200)).toBe(true);
    expect(count()).toBe(2);
    expect(memory.calls.length).toBe(200);
  });

  it("shows credentials every other reply to what they signed", async () => {
    const seen: unknown[] = [];
    const credential: Credential = {
      sign: (call) => withSecret(call, "x-key", "k"),
      seen: (signed, reply) => seen.push([signed.headers["x-key"], reply.status]),
    };
    const { send } = setup(credential, { status: 200 }, { status: 500 }, { status: 401 });
    for (let time = 0; time < 3; time++) await send(callOf());
    expect(seen).toEqual([
      ["k", 200],
      ["k", 500],
    ]);
  });

  describe("a credential that takes its time", () => {
    function waiting() {
      const clock = fakeClock();
      let give: (token: Token) => void = () => undefined;
      const credential = tokenCredential({
        serves: ["apiKey"],
        fetch: () =>
          new Promise((resolve) => {
            give = resolve;
          }),
      });
      const send = authenticate(api, { auth: credential, baseUrl: "https://api.test", variables: {}, clock })(memorySend({ status: 200 }).send);
      return { clock, send, give: () => give({ accessToken: "t", expiresAt: null }) };
    }
    const failure = (reply: Promise<unknown>) => reply.catch((error: unknown) => error);

    it("keeps a call waiting no longer than its deadline or its signal, while others go on", async () => {
      const { clock, send, give } = waiting();
      const controller = new AbortController();
      const patient = send(callOf());
      const late = failure(send(callOf({ deadline: clock.now() + 1000 })));
      const aborted = failure(send(callOf({ signal: controller.signal })));
      await clock.advance(1000);
      expect(await late).toBeInstanceOf(TimeoutError);
      controller.abort();
      expect(await aborted).toBeInstanceOf(AbortError);
      expect(await failure(send(callOf({ signal: controller.signal })))).toBeInstanceOf(AbortError);
      give();
      expect((await patient).status).toBe(200);
      expect(clock.pending()).toEqual([]);
    });

    it("leaves no timer behind when it is through in time", async () => {
      const { clock, send, give } = waiting();
      const reply = send(callOf({ deadline: clock.now() + 1000, signal: new AbortController().signal }));
      await settle();
      give();
      await reply;
      expect(clock.pending()).toEqual([]);
    });
  });
});
