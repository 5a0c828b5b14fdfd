import { describe, expect, it } from "@jest/globals";
import { toBase64, toUtf8 } from "../../../../../runtime/realtime/protocols/ably/message/bytes.js";
import { asking } from "./asking.js";

const app = { keys: [{}], namespaces: [{ id: "mutable", mutableMessages: true }] };
const headers = { "x-ably-clientid": toBase64(toUtf8("kim")) };

describe("RSA7e2: who asks with a key, and says who it is", () => {
  it("annotates and edits as that client", async () => {
    const { ask } = asking({ app });
    const published = await ask("POST", "/channels/mutable:a/messages", { body: { name: "n", data: "1" }, headers });
    const path = `/channels/mutable:a/messages/${(published.body as { serials: string[] }).serials[0]}`;
    await ask("POST", `${path}/annotations`, { body: [{ type: "reaction:distinct.v1", name: "up" }], headers });
    expect((await ask("GET", `${path}/annotations`)).body).toMatchObject([{ name: "up", clientId: "kim" }]);
    expect((await ask("GET", `${path}/client-summary?forClientId=kim`)).body).toMatchObject({ "reaction:distinct.v1": { up: { clientIds: ["kim"] } } });
    await ask("PATCH", path, { body: { data: "2" }, headers });
    expect((await ask("GET", path)).body).toMatchObject({ data: "2", clientId: "kim", version: { clientId: "kim" } });
  });

  it("is nobody without a name", async () => {
    const { ask } = asking({ app });
    const published = await ask("POST", "/channels/mutable:a/messages", { body: { name: "n" } });
    const path = `/channels/mutable:a/messages/${(published.body as { serials: string[] }).serials[0]}`;
    await ask("PATCH", path, { body: { data: "2" } });
    const { body } = await ask("GET", path);
    expect(body).not.toHaveProperty("clientId");
    expect(body).not.toHaveProperty("version.clientId");
  });
});
