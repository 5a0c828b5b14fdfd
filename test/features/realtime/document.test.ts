import { bearer, envOptions, tokenAuth } from "@clientwright/runtime";
import {
  ask,
  type Channel,
  type ChannelOperation,
  createRealtime,
  type Framing,
  jsonFraming,
  publish,
  type RealtimeClient,
  type RealtimeDefinition,
  type RealtimeOptions,
  type RealtimeParts,
  subscribe,
} from "@clientwright/runtime/realtime";
import { wsTransport } from "@clientwright/runtime/ws";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type OnSocket, type SocketServer, socketServer } from "../../support/socket-server.js";
import { envelope } from "./shop.js";

let server: SocketServer;
const clients: RealtimeClient[] = [];
const paths: string[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await server.close();
  paths.length = 0;
});

async function serve(onSocket: OnSocket = () => undefined): Promise<void> {
  server = await socketServer((socket, request) => {
    paths.push(request.url ?? "");
    onSocket(socket, request);
  });
}

function client(definition: Partial<RealtimeDefinition> = {}, options: RealtimeOptions = {}, parts: RealtimeParts = {}): RealtimeClient {
  const api = { name: "shop", version: "1", environments: {}, servers: {}, ...definition };
  const made = createRealtime(api, { url: server.url, transport: wsTransport(), reconnect: { delay: 5 }, ...options }, parts);
  clients.push(made);
  return made;
}

const first = async (loop: AsyncIterable<unknown>): Promise<unknown> => {
  for await (const each of loop) return each;
  return undefined;
};

const audio: Channel = {
  id: "audio",
  address: "listen/{model}",
  params: ["model"],
  defaults: { model: "small" },
  messages: { Text: {} },
  bindings: { ws: { method: "GET", query: ["rate", "language"], headers: ["X-Trace"] } },
};
const onText: ChannelOperation = { id: "onText", channel: audio };

describe("what the WebSocket binding wants a socket opened with", () => {
  it("comes from the input, and each other value is another socket", async () => {
    const traces: unknown[] = [];
    await serve((socket, request) => {
      traces.push(request.headers["x-trace"]);
      socket.send(JSON.stringify(request.url));
    });
    const made = client();
    expect(await first(subscribe(made, onText, { rate: 8000, "X-Trace": "t1" }))).toBe("/listen/small?rate=8000");
    const [one, other] = [subscribe(made, onText, { rate: 1 }), subscribe(made, onText, { rate: 2, model: "big" })];
    expect(await Promise.all([first(one), first(other)])).toEqual(["/listen/small?rate=1", "/listen/big?rate=2"]);
    expect(traces.sort()).toEqual(["t1", undefined, undefined]);
  });

  it("reaches a socket that channels share, too", async () => {
    await serve((socket) => {
      socket.send('{"op":"ready"}');
      socket.on("message", () => socket.send('{"op":"subscribed","channel":"listen/small"}'));
    });
    const made = client({ framing: envelope });
    await subscribe(made, onText, { rate: 8000 }).ready();
    expect(paths).toEqual(["/?rate=8000"]);
  });

  it("is refused where the platform can't send it", async () => {
    await serve();
    const made = client({}, { transport: { ...wsTransport(), sendsHeaders: false } });
    await expect(first(subscribe(made, onText, { "X-Trace": "t" }))).rejects.toMatchObject({ message: "This platform's WebSocket can't send X-Trace" });
  });
});

const mixed: Channel = {
  id: "events",
  address: "events",
  messages: { Paid: { match: { "/kind": "paid" } }, Sent: { match: { "/kind": "sent", "/by/name": "post" } }, Other: {} },
};

describe("several messages of one channel", () => {
  it("are told apart by their constants", async () => {
    await serve((socket) => {
      for (const frame of [{ kind: "paid" }, { kind: "sent", by: { name: "post" } }, { kind: "sent" }]) socket.send(JSON.stringify(frame));
    });
    const names: unknown[] = [];
    for await (const { name } of subscribe(client(), { id: "on", channel: mixed }).messages()) if (names.push(name) === 3) break;
    expect(names).toEqual(["Paid", "Sent", "Other"]);
    const sent: unknown[] = [];
    for await (const payload of subscribe(client(), { id: "on", channel: mixed, messages: ["Sent"] })) if (sent.push(payload) === 1) break;
    expect(sent).toEqual([{ kind: "sent", by: { name: "post" } }]);
  });

  it("need no name where the payload tells it", async () => {
    await serve((socket) => socket.on("message", (data) => socket.send(data.toString())));
    const made = client({ framing: { framing: "json", send: { message: { type: "{type}", data: "{payload}" } } } });
    await publish(made, { id: "send", channel: mixed }, { payload: { kind: "paid" } });
    const twoMessages: Channel = { ...mixed, messages: { Paid: { match: { "/kind": "paid" } }, Sent: { match: { "/kind": "sent" } } } };
    await expect(publish(made, { id: "send", channel: twoMessages }, { payload: {} })).rejects.toMatchObject({ message: "send has several messages" });
  });
});

const asking: Channel = { id: "ask", address: "rpc", messages: { Ask: { correlationId: "/headers/id" } } };
const answering: Channel = {
  id: "answers",
  address: null,
  messages: { Answer: { correlationId: "/payload/for" }, Failure: { match: { "/kind": "failure" } } },
};

describe("a reply whose address the request tells", () => {
  const echo: OnSocket = (socket) =>
    socket.on("message", (data) => {
      const { op, channel, data: payload, headers } = JSON.parse(data.toString());
      if (op === "subscribe") socket.send(JSON.stringify({ op: "subscribed", channel }));
      if (op !== "publish") return;
      socket.send(JSON.stringify({ op: "message", channel: headers.replyTo, data: { kind: "failure" } }));
      socket.send(JSON.stringify({ op: "message", channel: headers.replyTo, data: { for: headers.id, got: payload, at: headers.replyTo } }));
    });
  const operation: ChannelOperation = { id: "quote", channel: asking, reply: { channel: answering, address: "/headers/replyTo", messages: ["Answer"] } };
  const { ack: _, ready: __, ...receive } = envelope["receive"] as Record<string, object>;
  const framing = { ...envelope, receive };

  it("is awaited at an address made up for it, one for the client, or at the one that the input tells", async () => {
    await serve(echo);
    const made = client({ framing });
    const answers = await Promise.all([1, 2].map((n) => ask<{ got: unknown; at: string }>(made, operation, { payload: n })));
    expect(answers.map(({ got }) => got)).toEqual([1, 2]);
    expect(answers[0]?.at).toMatch(/^replies\/[0-9a-f-]{36}$/);
    expect(answers[1]?.at).toBe(answers[0]?.at);
    const told = await ask<{ at: string }>(made, operation, { payload: 3, headers: { replyTo: "mine" } });
    expect(told.at).toBe("mine");
  });

  it("comes over the channel's own socket where each channel has one, in order where nothing correlates it", async () => {
    await serve((socket) => socket.on("message", (data) => socket.send(`{"was":${data.toString()}}`)));
    const open: Channel = { ...answering, messages: { Answer: {} } };
    const made = client();
    const rpc: ChannelOperation = { id: "quote", channel: { ...asking, messages: { Ask: {} } }, reply: { channel: open } };
    expect(await Promise.all([1, 2, 3].map((n) => ask(made, rpc, { payload: n })))).toEqual([{ was: 1 }, { was: 2 }, { was: 3 }]);
    expect(paths).toEqual(["/rpc"]);
  });
});

describe("a channel whose address the document leaves open", () => {
  it("takes it from the input", async () => {
    await serve((socket) => socket.send("1"));
    const made = client();
    expect(await first(subscribe(made, { id: "on", channel: answering }, { address: "mine/1" }))).toBe(1);
    expect(paths).toEqual(["/mine/1"]);
    await expect(first(subscribe(made, { id: "on", channel: answering }, {}))).rejects.toMatchObject({ kind: "input", remedy: 'Pass { address: "..." }.' });
  });
});

describe("the framing", () => {
  const orders: Channel = { id: "orders", address: "orders", messages: { Order: {} } };
  const seen =
    (list: unknown[]) =>
    (settings: { readonly framing: string }): Framing => {
      list.push(settings);
      return jsonFraming();
    };

  it("is the channel's, else the server's, else the API's", async () => {
    await serve((socket) => socket.send("1"));
    const made: unknown[] = [];
    const servers = { one: { url: server.url, protocol: "ws", framing: { framing: "of-server", n: 2 } }, other: { url: server.url, protocol: "ws" } };
    const framings = { "of-api": seen(made), "of-server": seen(made), "of-channel": seen(made) };
    const definition = { servers, framing: { framing: "of-api", n: 1 } };
    const one = client(definition, {}, { framings });
    await first(subscribe(one, { id: "on", channel: { ...orders, framing: { framing: "of-channel", n: 3 } } }));
    await first(subscribe(client(definition, { server: "other" }, { framings }), { id: "on", channel: orders }));
    expect(made).toEqual([
      { framing: "of-server", n: 2 },
      { framing: "of-channel", n: 3 },
      { framing: "of-api", n: 1 },
    ]);
  });

  it("that the client doesn't have is told on use, and how to bring it", async () => {
    await serve();
    const made = client({ framing: { framing: "morse" } });
    const wanted = {
      kind: "input",
      message: "shop speaks morse, which is not part of this client",
      remedy: "Pass framing: morseFraming(...), or a Framing of your own.",
    };
    await expect(publish(made, { id: "send", channel: orders }, {})).rejects.toMatchObject(wanted);
    await expect(first(subscribe(made, { id: "on", channel: orders }))).rejects.toMatchObject(wanted);
    await expect(made.connect()).rejects.toMatchObject(wanted);
    expect(made.connection.state).toBe("idle");
    expect(
      await first(
        subscribe(
          client({ framing: { framing: "morse" } }, { framing: jsonFraming(), url: server.url }),
          { id: "on", channel: orders },
          {},
          { signal: AbortSignal.abort() },
        ),
      ).catch(({ kind }) => kind),
    ).toBe("abort");
  });

  it.each([
    ["mqtt", 'Pass bus: mqttBus() from "@clientwright/runtime/mqtt".'],
    ["secure-mqtt", 'Pass bus: mqttBus() from "@clientwright/runtime/mqtt".'],
    ["mqtt5", 'Pass bus: mqttBus() from "@clientwright/runtime/mqtt".'],
    ["amqps", 'Pass bus: amqpBus() from "@clientwright/runtime/amqp".'],
    ["nats", 'Pass bus: natsBus() from "@clientwright/runtime/nats".'],
    ["kafka-secure", 'Pass bus: kafkaBus() from "@clientwright/runtime/kafka".'],
    ["rediss", 'Pass bus: redisBus() from "@clientwright/runtime/redis".'],
    ["amqp1", "Pass bus: a Bus of your own."],
    ["sqs", "Pass bus: a Bus of your own."],
  ])("over %s is a bus of its own: the error says which", async (protocol, remedy) => {
    await serve();
    const made = createRealtime({ name: "shop", version: "1", environments: {}, servers: { broker: { url: `${protocol}://b.example`, protocol } } });
    await expect(publish(made, { id: "send", channel: orders }, {})).rejects.toMatchObject({ kind: "input", remedy });
    expect(await made.close()).toEqual([]);
  });
});

describe("variables and credentials", () => {
  const orders: Channel = { id: "orders", address: "orders", messages: { Order: {} } };
  const definition = (): Partial<RealtimeDefinition> => ({
    servers: { live: { url: `${server.url}/{region}/{tenant}`, protocol: "ws", security: ["token"] } },
    variables: { region: { default: "eu", values: ["eu", "us"] }, tenant: {} },
    auth: { token: { type: "bearer" } },
    env: { SHOP_TENANT: "variables.tenant", SHOP_TOKEN: "auth.token" },
  });
  const named = (options: object): RealtimeOptions => ({ url: undefined, ...options });

  it("are options by their own names, checked against what the document allows", async () => {
    await serve((socket) => socket.send("1"));
    const made = client(definition(), named({ region: "us", tenant: "acme", auth: { token: bearer("t") } }));
    await first(subscribe(made, { id: "on", channel: orders }));
    expect(paths).toEqual(["/us/acme/orders"]);
    expect(() => client(definition(), named({ region: "mars", tenant: "a" }))).toThrow("variables.region must be one of eu, us");
    expect(() => client(definition(), named({ region: "us" }))).toThrow("needs the variable tenant");
    expect(() => client({ ...definition(), servers: { live: { url: "wss://{tenant}.shop.example", protocol: "wss" } } }, named({ tenant: "a.b/" }))).toThrow(
      "can't be part of a host",
    );
  });

  it("come from the environment where the client is made with it", async () => {
    let authorization: unknown;
    await serve((socket, request) => {
      authorization = request.headers.authorization;
      socket.send("1");
    });
    process.env["SHOP_TENANT"] = "from-env";
    process.env["SHOP_TOKEN"] = "secret";
    try {
      await first(subscribe(client(definition(), named({}), { parts: [envOptions, tokenAuth] }), { id: "on", channel: orders }));
    } finally {
      delete process.env["SHOP_TENANT"];
      delete process.env["SHOP_TOKEN"];
    }
    expect(paths).toEqual(["/eu/from-env/orders"]);
    expect(authorization).toBe("Bearer secret");
  });
});
