import { apiKey, basic, bearer, certificate } from "@clientwright/runtime";
import { mqttBus } from "@clientwright/runtime/mqtt";
import { type Bus, type BusSetting, brokerCredentials, createRealtime, type RealtimeDefinition, type RealtimeOptions } from "@clientwright/runtime/realtime";
import { describe, expect, it } from "@jest/globals";

const definition: RealtimeDefinition = {
  name: "shop",
  version: "1.0.0",
  environments: {},
  variables: { port: { default: "1883" } },
  auth: {
    password: { type: "basic", mechanism: "scramSha256" },
    token: { type: "bearer" },
    key: { type: "connectionKey", in: "password" },
    user: { type: "connectionKey", in: "user" },
    x509: { type: "mutualTls" },
  },
  servers: { first: { url: "mqtt://{host}:{port}", protocol: "mqtt" } },
};

function settingOf(options: RealtimeOptions, own: Partial<RealtimeDefinition> = {}): BusSetting {
  let told: BusSetting | undefined;
  createRealtime(
    { ...definition, ...own },
    {
      variables: { host: "broker" },
      ...options,
      bus: (setting) => {
        told = setting;
        return { connection: { state: "idle" } } as Bus; // the maker is what is tested
      },
    },
  );
  return told as BusSetting;
}

const nobody = { username: null, password: null, token: null, mechanism: null, certificate: null };
const pem = { cert: "CERT", key: "KEY" };

describe("a bus is made of what document and options say", () => {
  it("server, URL with its variables, limits and waits", () => {
    const { url, server, queue, policy } = settingOf({ queue: { count: 7 }, openTimeout: 5 });
    expect({ url, protocol: server.protocol, queue, openTimeout: policy.openTimeout }).toEqual({
      url: "mqtt://broker:1883",
      protocol: "mqtt",
      queue: { count: 7, bytes: 4 * 2 ** 20 },
      openTimeout: 5,
    });
  });

  it.each<[string, RealtimeOptions, string, object]>([
    [
      "user and password, with the mechanism",
      { auth: { password: basic({ username: "ann", password: "pä:ss" }) } },
      "password",
      { username: "ann", password: "pä:ss", mechanism: "scramSha256" },
    ],
    ["a bearer token", { auth: { token: bearer("t0") } }, "token", { token: "t0" }],
    ["a key in the password field", { auth: { key: apiKey("k") } }, "key", { password: "k" }],
    ["a key in the user field", { auth: { user: apiKey("k") } }, "user", { username: "k" }],
    ["a client certificate", { auth: { x509: certificate(pem) } }, "x509", { certificate: pem }],
    ["what stands in the URL", { auth: "open", url: "mqtt://ann:p%40ss@broker" }, "password", { username: "ann", password: "p@ss" }],
  ])("%s", async (_, options, scheme, want) => {
    expect(await brokerCredentials(settingOf(options, { security: [scheme] })).login()).toEqual({ ...nobody, ...want });
  });

  it("what the server's security wants and nobody gave is an AuthError", async () => {
    await expect(brokerCredentials(settingOf({}, { security: ["password"] })).login()).rejects.toMatchObject({
      kind: "auth",
      message: "No credentials for connect",
    });
  });

  it("a credential that can be renewed is asked to be, others are not tried again", async () => {
    let turn = 0;
    const renewable = brokerCredentials(settingOf({ auth: { token: bearer(() => `t${turn++}`) } }, { security: ["token"] }));
    expect((await renewable.login()).token).toBe("t0");
    expect(await renewable.renew()).toBe(true);
    const fixed = brokerCredentials(settingOf({ auth: { token: bearer("t") } }, { security: ["token"] }));
    await fixed.login();
    expect(await fixed.renew()).toBe(false);
  });
});

describe("a broker's bus for a server of another protocol", () => {
  const servers = { live: { url: "nats://broker:4222", protocol: "nats" }, edge: { url: "secure-mqtt://broker", protocol: "secure-mqtt" } };
  const made = (server: string, options: RealtimeOptions = {}) => createRealtime({ ...definition, servers }, { server, bus: mqttBus(), ...options });

  it("is an InputError when the client is made, which says what to pass", () => {
    const error = { kind: "input", message: '"live" is spoken to over nats, the bus over mqtt', remedy: expect.stringContaining("natsBus()") };
    expect(() => made("live")).toThrow(expect.objectContaining(error));
  });

  it("is none where the address is of its own protocol, or of a gateway's", () => {
    expect(made("edge").connection.state).toBe("idle");
    expect(made("live", { url: "mqtt://elsewhere" }).connection.state).toBe("idle");
    expect(made("live", { url: "wss://elsewhere/mqtt" }).connection.state).toBe("idle");
  });
});
