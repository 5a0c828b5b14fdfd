import { basic, bearer } from "@clientwright/runtime";
import { type NatsBusOptions, natsBus } from "@clientwright/runtime/nats";
import type { RealtimeDefinition, RealtimeOptions } from "@clientwright/runtime/realtime";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { createUser } from "@nats-io/nkeys";
import { credsAuthenticator, nkeyAuthenticator } from "@nats-io/transport-node";
import { type BrokerProcess, startBroker } from "./broker-process.js";
import { collect, type Shop, shop, shopDefinition } from "./broker-session.js";
import type { Lines } from "./brokers.js";
import { missing } from "./missing.js";
import { natsOperator } from "./nats-jwt.js";
import { nats } from "./servers.js";

const channel = { id: "orders", address: "orders.{region}", params: ["region"], messages: { order: {} } };
const operation = { id: "orders", channel };
const user = createUser();
const operator = natsOperator();
const byUser: Partial<RealtimeDefinition> = { auth: { user: { type: "basic" } }, security: ["user"] };
const byToken: Partial<RealtimeDefinition> = { auth: { token: { type: "bearer" } }, security: ["token"] };

interface Login {
  readonly definition?: Partial<RealtimeDefinition>;
  readonly auth?: RealtimeOptions["auth"];
  readonly client?: NatsBusOptions["client"];
}
type Way = readonly [name: string, lines: readonly string[], right: Login, wrong: readonly Login[]];
const ways: readonly Way[] = [
  [
    "user and password",
    ["authorization { users: [{ user: ann, password: secret }] }"],
    { definition: byUser, auth: { user: basic({ username: "ann", password: "secret" }) } },
    [{ definition: byUser, auth: { user: basic({ username: "ann", password: "wrong" }) } }, {}],
  ],
  [
    "a token",
    ["authorization { token: good }"],
    { definition: byToken, auth: { token: bearer("good") } },
    [{ definition: byToken, auth: { token: bearer("bad") } }],
  ],
  [
    "an NKEY",
    [`authorization { users: [{ nkey: ${user.getPublicKey()} }] }`],
    { client: { authenticator: nkeyAuthenticator(user.getSeed()) } },
    [{ client: { authenticator: nkeyAuthenticator(createUser().getSeed()) } }],
  ],
  [
    "credentials with a JWT",
    operator.lines,
    { client: { authenticator: credsAuthenticator(operator.credentials()) } },
    [
      { client: { authenticator: credsAuthenticator(operator.credentials({ isStranger: true })) } },
      { client: { authenticator: credsAuthenticator(operator.credentials({ expires: 1_000_000 })) } },
    ],
  ],
];

/** Without JetStream, which servers of an operator give only with an account for the system. */
const start = (lines: Lines): Promise<BrokerProcess> =>
  startBroker("nats", async ({ folder, port }) => {
    const { writeFileSync } = await import("node:fs");
    writeFileSync(`${folder}/nats.conf`, `${[`listen: 127.0.0.1:${port}`, ...lines({ folder, port })].join("\n")}\n`);
    return { command: "/usr/sbin/nats-server", args: ["-c", `${folder}/nats.conf`] };
  });

const absent = missing(nats);
(absent === null ? describe : describe.skip).each(ways)("logging in to NATS by %s", (_, lines, right, wrong) => {
  let server: BrokerProcess;
  const open: Shop[] = [];
  beforeAll(async () => {
    server = await start(() => lines);
  });
  afterEach(() => Promise.all(open.splice(0).map(({ client }) => client.close())));
  afterAll(() => server?.stop());
  const connect = ({ definition = {}, auth = "open", client }: Login): Shop => {
    const bus = natsBus(client === undefined ? {} : { client });
    const options = { url: `nats://127.0.0.1:${server.port}`, auth, bus } as RealtimeOptions;
    const made = shop(shopDefinition("nats", definition), { receive: operation, send: operation }, options);
    open.push(made);
    return made;
  };

  it("the right one publishes and listens, after a restart too", async () => {
    const { client, orders, publish } = connect(right);
    const subscription = orders();
    await subscription.ready();
    await publish({ id: 1, item: "tea" });
    expect([...(await collect(subscription, 1))]).toEqual([1]);
    await server.kill();
    await client.connection.until("waiting");
    await server.start();
    await client.connection.until("open");
  });

  it("a wrong one is an AuthError at once, and nothing is tried again", async () => {
    for (const one of wrong) {
      const { client, publish } = connect(one);
      await expect(publish({ id: 1, item: "tea" })).rejects.toMatchObject({
        kind: "auth",
        sent: "no",
        message: expect.stringContaining("refused the login") as unknown,
      });
      expect(client.connection.state).toBe("failed");
    }
  });
});
