import { describe, expect, it } from "@jest/globals";
import { bare, tlsFailure } from "../../../../runtime/brokers/failures.js";

const url = "mqtts://ann:secret@broker:8883";
const failed = (code: string, message = "") => Object.assign(new Error(message), { code });

describe("a connection that TLS ends", () => {
  it.each([
    ["the broker doesn't know our authority", failed("ERR_SSL_TLSV1_ALERT_UNKNOWN_CA"), "auth"],
    ["it wants a certificate", failed("ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED"), "auth"],
    ["its words alone tell", new Error("SSL routines:ssl3_read_bytes:sslv3 alert bad certificate"), "auth"],
    ["we don't know its authority", failed("SELF_SIGNED_CERT_IN_CHAIN", "self-signed certificate in certificate chain"), "input"],
    ["its certificate is another host's", failed("ERR_TLS_CERT_ALTNAME_INVALID"), "input"],
    ["ours is locked", failed("ERR_OSSL_BAD_DECRYPT", "bad decrypt"), "input"],
    ["behind the package's own error", new Error("connecting failed", { cause: failed("DEPTH_ZERO_SELF_SIGNED_CERT") }), "input"],
    ["TLS has no part in it", failed("ECONNREFUSED", "connect ECONNREFUSED"), undefined],
  ])("%s", (_, error, kind) => {
    const told = tlsFailure(url, error);
    expect([told?.kind, /secret/.test(`${told?.message}`)]).toEqual([kind, false]);
  });
});

describe("a broker's address in an error", () => {
  it.each([
    ["amqp://ann:p@ss@broker/shop", "amqp://broker/shop"],
    ["mqtt://ann%40corp:secret@broker?token=t", "mqtt://broker"],
    ["nats://ann:secret@one,nats://bob:secret@two", "nats://one,nats://two"],
    ["mqtt://broker/mail@home", "mqtt://broker/mail@home"],
  ])("%s: %s", (given, want) => expect(bare(given)).toBe(want));
});
