import { type ApiDefinition, call, composeClient, oauthAuth, sharedAuth } from "@clientwright/runtime";
import { describe, expect, it } from "@jest/globals";

const api = (name: string, tokenUrls: readonly string[]): ApiDefinition => ({
  name,
  version: "1",
  environments: { production: `https://${name}.example` },
  hosts: ["*.example"],
  auth: Object.fromEntries(tokenUrls.map((tokenUrl, index) => [`oauth${index}`, { type: "oauth2", tokenUrl }])),
});

/** Tokens are named by the host that gave them. */
function network() {
  const sent: string[] = [];
  const answer = async (url: unknown, init?: RequestInit): Promise<Response> => {
    const { host, pathname } = new URL(String(url));
    if (pathname === "/token") {
      sent.push(`${host} asked`);
      return Response.json({ access_token: `of-${host}`, token_type: "bearer", expires_in: 3_600 });
    }
    sent.push(`${host} ${new Headers(init?.headers).get("authorization")}`);
    return Response.json({});
  };
  return { sent, fetch: answer as typeof fetch };
}

const value = { clientId: "me", clientSecret: "secret" };
const parts = [oauthAuth, sharedAuth];
const get = (scheme: string) => ({ id: scheme, path: "/", auth: [scheme] });

describe("credentials that clients of one options object share", () => {
  it("are one for the same scheme of the same API", async () => {
    const { sent, fetch } = network();
    const pets = api("pets", ["https://auth.example/token"]);
    const options = { auth: { oauth0: value }, fetch };
    for (let client = 0; client < 2; client++) await call(composeClient(pets, options, parts), get("oauth0"), {});
    expect(sent).toEqual(["auth.example asked", "pets.example Bearer of-auth.example", "pets.example Bearer of-auth.example"]);
  });

  it("are not those of another scheme with the same values", async () => {
    const { sent, fetch } = network();
    const pets = api("pets", ["https://a.example/token", "https://b.example/token"]);
    const client = composeClient(pets, { auth: { oauth0: value, oauth1: { ...value } }, fetch }, parts);
    for (const scheme of ["oauth0", "oauth1"]) await call(client, get(scheme), {});
    expect(sent).toEqual(["a.example asked", "pets.example Bearer of-a.example", "b.example asked", "pets.example Bearer of-b.example"]);
  });

  it("are not those of another API, even where its scheme reads the same", async () => {
    const { sent, fetch } = network();
    const options = { auth: { oauth0: value }, fetch };
    for (const name of ["pets", "shop"]) await call(composeClient(api(name, ["/token"]), options, parts), get("oauth0"), {});
    expect(sent).toEqual(["pets.example asked", "pets.example Bearer of-pets.example", "shop.example asked", "shop.example Bearer of-shop.example"]);
  });
});
