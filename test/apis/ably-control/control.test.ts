import { describe, expect, it } from "@jest/globals";
import { createAblyControl } from "../../../generated/ably-control/index.js";

/** The client of a server that answers with these, and what it was asked. */
function answered(replies: readonly { readonly status?: number; readonly body?: unknown }[]) {
  const asked: { readonly line: string; readonly authorization: string | null; readonly body: unknown }[] = [];
  const left = [...replies];
  const fetch = async (...given: Parameters<typeof globalThis.fetch>): Promise<Response> => {
    const request = new Request(...given);
    const { pathname } = new URL(request.url);
    const text = await request.clone().text();
    asked.push({
      line: `${request.method} ${pathname}`,
      authorization: request.headers.get("authorization"),
      body: request.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text,
    });
    const { status = 200, body } = left.shift() ?? {};
    return body === undefined ? new Response(null, { status: 204 }) : Response.json(body, { status });
  };
  return { control: createAblyControl({ auth: { accessToken: "secret" }, fetch, retries: 0 }), asked };
}

describe("Ably's Control API, generated", () => {
  it("finds out whose the token is, makes an app, a key and a namespace", async () => {
    const app = { id: "app", accountId: "acc", name: "shop", status: "enabled" };
    const key = { id: "k", appId: "app", name: "main", status: 0, capability: { "*": ["*"] }, key: "app.k:s" };
    const { control, asked } = answered([
      { body: { token: {}, user: {}, account: { id: "acc" } } },
      { status: 201, body: app },
      { status: 201, body: key },
      { body: { id: "chat" } },
    ]);
    const { account } = await control.me.get();
    const made = await control.apps.create({ accountId: account.id, name: "shop" });
    expect((await control.keys.create({ appId: made.id, name: "main", capability: { "*": ["*"] } })).key).toBe("app.k:s");
    await control.namespaces.update({ appId: "app", namespaceId: "chat", mutableMessages: true });
    expect(asked.map(({ line }) => line)).toEqual(["GET /v1/me", "POST /v1/accounts/acc/apps", "POST /v1/apps/app/keys", "PATCH /v1/apps/app/namespaces/chat"]);
    expect(asked[1]).toMatchObject({ authorization: "Bearer secret", body: { name: "shop" } });
  });

  it("makes rules of every kind by their type, and tells them apart", async () => {
    const source = { type: "channel.message", channelFilter: "^shop:" } as const;
    const rule = { id: "r", appId: "app", ruleType: "http", source, target: { url: "https://example.com" } };
    const { control, asked } = answered([
      { status: 201, body: rule },
      { status: 201, body: { ...rule, ruleType: "amqp", target: { queueId: "q" } } },
      { body: [rule] },
      {},
    ]);
    const made = await control.rules.create({ appId: "app", ruleType: "http", source, target: { url: "https://example.com" } });
    if (made.ruleType === "http") expect(made.target.url).toBe("https://example.com");
    await control.rules.create({ appId: "app", ruleType: "amqp", source, target: { queueId: "q" } });
    expect(await control.rules.list({ appId: "app" })).toHaveLength(1);
    await control.rules.delete({ appId: "app", ruleId: "r" });
    expect(asked[1]?.body).toEqual({ ruleType: "amqp", source, target: { queueId: "q" } });
  });

  it("uploads a certificate, and says what was refused", async () => {
    const { control, asked } = answered([
      { body: { id: "app", accountId: "acc", name: "shop", status: "enabled" } },
      { status: 404, body: { message: "No such app", code: 40400 } },
    ]);
    await control.apps.setPushCertificate({ id: "app", p12File: new Blob(["cert"]), p12Pass: "p" });
    expect(asked[0]?.line).toBe("POST /v1/apps/app/pkcs12");
    await expect(control.apps.delete({ id: "gone" })).rejects.toMatchObject({ status: 404, code: "40400", body: { message: "No such app" } });
  });
});
