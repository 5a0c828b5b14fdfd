import { type ClientCertificate, certificate } from "@clientwright/runtime";
import { amqpBus } from "@clientwright/runtime/amqp";
import { mqttBus } from "@clientwright/runtime/mqtt";
import { natsBus } from "@clientwright/runtime/nats";
import type { BusMaker } from "@clientwright/runtime/realtime";
import { redisBus } from "@clientwright/runtime/redis";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { knowNodeErrors } from "../support/node-errors.js";
import type { BrokerProcess } from "./broker-process.js";
import { startMosquitto, startNats, startRabbit, startRedis } from "./brokers.js";
import { type Authority, makeAuthority } from "./certificates.js";
import { type GeneratedShop, generatedShop, type Shop, take } from "./generated-shop.js";
import type { LiveServer } from "./live-server.js";
import { missing } from "./missing.js";
import { mosquitto, nats, rabbitmq, redis } from "./servers.js";

interface Secured {
  readonly server: LiveServer;
  readonly bus: () => BusMaker;
  /** Starts it with the certificates in the folder; it takes nobody without one of the authority's. */
  readonly start: (folder: string) => Promise<BrokerProcess>;
}

const secured: readonly Secured[] = [
  {
    server: mosquitto,
    bus: () => mqttBus(),
    start: (at) =>
      startMosquitto(() => [
        `cafile ${at}/ca.pem`,
        `certfile ${at}/server.pem`,
        `keyfile ${at}/server.key`,
        "require_certificate true",
        "use_identity_as_username true",
      ]),
  },
  {
    server: nats,
    bus: () => natsBus(),
    start: (at) =>
      startNats(() => [
        `tls { cert_file: "${at}/server.pem", key_file: "${at}/server.key", ca_file: "${at}/ca.pem", verify_and_map: true }`,
        'authorization { users: [{ user: "CN=ann" }] }',
      ]),
  },
  {
    server: redis,
    bus: () => redisBus(),
    start: (at) =>
      startRedis(
        ({ port }) => [
          `tls-port ${port}`,
          `tls-cert-file ${at}/server.pem`,
          `tls-key-file ${at}/server.key`,
          `tls-ca-cert-file ${at}/ca.pem`,
          "tls-auth-clients yes",
        ],
        false,
      ),
  },
  {
    server: rabbitmq,
    bus: () => amqpBus(),
    start: (at) =>
      startRabbit({
        plain: false,
        plugins: ["rabbitmq_auth_mechanism_ssl"],
        users: { ann: "unused" },
        lines: ({ port }) => [
          `listeners.ssl.1 = 127.0.0.1:${port}`,
          `ssl_options.cacertfile = ${at}/ca.pem`,
          `ssl_options.certfile = ${at}/server.pem`,
          `ssl_options.keyfile = ${at}/server.key`,
          "ssl_options.verify = verify_peer",
          "ssl_options.fail_if_no_peer_cert = true",
          "auth_mechanisms.1 = EXTERNAL",
          "ssl_cert_login_from = common_name",
        ],
      }),
  },
];

let authority: Authority;
let stranger: Authority;
let generated: GeneratedShop;
beforeAll(async () => {
  knowNodeErrors();
  [authority, stranger] = [makeAuthority(), makeAuthority()];
  generated = await generatedShop("tls");
});
afterEach(() => generated.closeAll());
afterAll(() => {
  generated?.remove();
  authority?.remove();
  stranger?.remove();
});

describe.each(secured.map((each) => [each.server.name, each] as const))("%s behind TLS, by client certificates", (name, { server, bus, start }) => {
  const test = missing(server) === null ? it : it.skip;
  let broker: BrokerProcess | undefined;
  const connect = (own: ClientCertificate): Shop =>
    generated.create({ server: name, port: `${broker?.port}`, bus: bus(), auth: { owner: certificate(own) } } as object);
  beforeAll(async () => {
    if (missing(server) === null) broker = await start(authority.folder);
  }, 120_000);
  afterAll(() => broker?.stop());

  test.each([
    ["its certificate", undefined],
    ["a certificate whose key a passphrase locks", "open sesame"],
  ])("takes ann with %s", async (_, passphrase) => {
    const shop = connect(authority.client("ann", passphrase));
    const orders = shop.shop["order"]?.();
    await orders.ready();
    await shop.shop["placeOrder"]?.({ id: 7 });
    expect(await take(orders, 1)).toMatchObject([{ payload: { id: 7 } }]);
  });

  test("refuses the certificate of another authority, in words that say so", async () => {
    const { cert, key } = stranger.client("ann");
    const failed = connect({ ...authority.client("ann"), cert, key }).realtime.connect();
    await expect(failed).rejects.toMatchObject({ kind: "auth", message: expect.stringContaining("refused the login") as unknown });
  });

  test("is not trusted where its certificate is another authority's", async () => {
    const { ca, ...own } = authority.client("ann");
    const failed = connect({ ...own, ca: stranger.client("ann").ca }).realtime.connect();
    await expect(failed).rejects.toMatchObject({ kind: "input", message: expect.stringContaining("certificate") as unknown });
  });

  test("a key that the passphrase doesn't open is told at once", async () => {
    const failed = connect({ ...authority.client("ann", "open sesame"), passphrase: "wrong" }).realtime.connect();
    await expect(failed).rejects.toMatchObject({ kind: "input", message: expect.stringContaining("certificate") as unknown });
  });
});
