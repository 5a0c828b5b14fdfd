import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { ablyError } from "../../../../../../runtime/realtime/protocols/ably/ably-error.js";
import { Outbox } from "../../../../../../runtime/realtime/protocols/ably/connection/outbox.js";

/** An outbox that writes down what became of each message, by its name. */
function noted() {
  const outbox = new Outbox();
  const fates: Record<string, string> = {};
  const message = (name: string) => ({
    frame: (msgSerial: number) => ({ action: 15, msgSerial, messages: [{ name }] }),
    acked: ({ serials }: { readonly serials: readonly (string | null)[] }) => {
      fates[name] = `acked ${serials.join()}`.trim();
    },
    nacked: ({ code }: { readonly code: number }) => {
      fates[name] = `nacked ${code}`;
    },
  });
  const sent = (...names: readonly string[]) => names.map((name) => outbox.send(message(name)).msgSerial);
  return { outbox, fates, message, sent };
}

describe("what waits for an acknowledgement (RTN7)", () => {
  it("RTN7b: serials count up from 0", () => {
    expect(noted().sent("a", "b", "c")).toEqual([0, 1, 2]);
  });

  it("RTN7a: an ACK covers count ProtocolMessages, each with its own result", () => {
    const { outbox, fates, sent } = noted();
    sent("a", "b", "c");
    outbox.ack(0, 2, [{ serials: ["s0"] }, { serials: ["s1", null] }]);
    expect(fates).toEqual({ a: "acked s0", b: "acked s1," });
    expect(outbox.pendingCount).toBe(1);
  });

  it("RTN7b: what an ACK left out before it is lost", () => {
    const { outbox, fates, sent } = noted();
    sent("a", "b", "c");
    outbox.ack(2, 1, null);
    expect(fates).toEqual({ a: "nacked 50000", b: "nacked 50000", c: "acked" });
  });

  it("RTN7a: a second ACK, one of the future and one that overlaps do no harm", () => {
    const { outbox, fates, sent } = noted();
    sent("a", "b");
    outbox.ack(0, 1, null);
    outbox.ack(0, 1, null);
    outbox.ack(0, 9, null);
    expect(fates).toEqual({ a: "acked", b: "acked" });
    expect(outbox.nextSerial).toBe(2);
    expect(sent("c")).toEqual([2]);
  });

  it("RTN7a: a NACK fails its range with the server's error", () => {
    const { outbox, fates, sent } = noted();
    sent("a", "b", "c");
    outbox.nack(0, 2, ablyError(40160, "not allowed"));
    expect(fates).toEqual({ a: "nacked 40160", b: "nacked 40160" });
  });

  it("RTN19a2: after a resume what is pending goes again under the same serials", () => {
    const { outbox, sent } = noted();
    sent("a", "b", "c");
    outbox.ack(0, 1, null);
    expect(outbox.again().map((frame) => frame.msgSerial)).toEqual([1, 2]);
    expect(sent("d")).toEqual([3]);
  });

  it("RTN15c7: after a failed one it gets new serials from 0", () => {
    const { outbox, sent } = noted();
    sent("a", "b", "c");
    outbox.ack(0, 1, null);
    outbox.renumber();
    expect(outbox.again().map((frame) => frame.msgSerial)).toEqual([0, 1]);
    expect(sent("d")).toEqual([2]);
  });

  it("RTL6c2: what is held goes out in its order, behind nothing", () => {
    const { outbox, message } = noted();
    outbox.hold(message("a"));
    outbox.hold(message("b"));
    expect(outbox.queuedCount).toBe(2);
    expect(outbox.release().map((frame) => [frame.msgSerial, frame.messages?.[0]?.name])).toEqual([
      [0, "a"],
      [1, "b"],
    ]);
    expect(outbox.release()).toEqual([]);
  });

  it("RTN7c: all that is pending or held fails when the connection does", () => {
    const { outbox, fates, message, sent } = noted();
    sent("a");
    outbox.hold(message("b"));
    outbox.fail(ablyError(80017, "closed"));
    expect(fates).toEqual({ a: "nacked 80017", b: "nacked 80017" });
    expect([outbox.pendingCount, outbox.queuedCount]).toEqual([0, 0]);
  });

  it("settles each message once, whatever the server answers", () => {
    const answer = fc.record({ send: fc.nat(2000), serial: fc.nat(3000), count: fc.nat(50), ok: fc.boolean() });
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 20 }), (answers) => {
        const outbox = new Outbox();
        const settled: number[] = [];
        let total = 0;
        for (const { send, serial, count, ok } of answers) {
          for (let index = 0; index < send; index++) {
            const id = total++;
            outbox.send({ frame: (msgSerial) => ({ action: 15, msgSerial }), acked: () => settled.push(id), nacked: () => settled.push(id) });
          }
          if (ok) outbox.ack(serial, count, null);
          else outbox.nack(serial, count, ablyError(50000, "no"));
        }
        outbox.fail(ablyError(80017, "closed"));
        expect(settled).toEqual(Array.from({ length: total }, (_, index) => index));
      }),
      { numRuns: 20 },
    );
  });
});
