import { answersInTurn, ask, type ChannelOperation, createRealtime } from "@clientwright/runtime/realtime";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { fakeClock, settle } from "../../../support/clock.js";
import { type FakeLink, fakeTransport } from "../../../support/fake-transport.js";

const happenings = ["ask", "ask", "answer", "answer", "answer", "advance", "advance", "up", "up", "cut", "garbage"] as const;
type Happening = (typeof happenings)[number];

const channel = { id: "desk", address: "desk", messages: { Note: {} } };
const operation: ChannelOperation = { id: "ask", channel, reply: { by: answersInTurn } };

/** Lives one life with a server that answers everything in order, however late; gives what was answered, as pairs of request and answer. */
async function live(events: readonly Happening[]): Promise<{ readonly pairs: readonly (readonly [number, unknown])[]; readonly left: number }> {
  const transport = fakeTransport();
  const clock = fakeClock(0);
  const api = { name: "desk", version: "1", environments: {}, servers: {} };
  const client = createRealtime(api, { url: "ws://desk.example", transport, clock, reconnect: { delay: 10 }, heartbeat: 0 });
  const pairs: (readonly [number, unknown])[] = [];
  const answered = new Map<FakeLink, number>();
  let asked = 0;
  let settled = 0;
  const link = (): FakeLink | undefined => transport.held().at(-1);
  const does: Readonly<Record<Happening, () => unknown>> = {
    ask: () => {
      const n = asked++;
      const answer = ask<number>(client, operation, { payload: n }, { timeout: 1_000 });
      void answer
        .then(
          (got) => pairs.push([n, got]),
          () => undefined,
        )
        .finally(() => settled++);
    },
    answer: () => {
      const open = link();
      const index = open === undefined ? 0 : (answered.get(open) ?? 0);
      const frame = open?.sent[index];
      if (open === undefined || frame === undefined) return;
      answered.set(open, index + 1);
      open.say(String(frame));
    },
    advance: () => clock.advance(400),
    up: () => link()?.open(),
    cut: () => link()?.end(1006),
    garbage: () => link()?.say("{"),
  };
  for (const event of events) {
    await does[event]();
    await settle();
  }
  const closing = client.close();
  await clock.advance(10_000);
  await closing;
  await settle();
  return { pairs, left: asked - settled + transport.held().length + clock.pending().length };
}

describe("requests whose answers have no id, to a server that answers in order", () => {
  it("get their own answer or none, whatever happens to their connection, and leave nothing behind", async () => {
    let answers = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...happenings), { minLength: 20, maxLength: 60 }), async (events) => {
        const { pairs, left } = await live(["ask", "up", ...events]);
        answers += pairs.length;
        for (const [request, answer] of pairs) expect(answer).toBe(request);
        expect(left).toBe(0);
      }),
      { numRuns: 300 },
    );
    expect(answers).toBeGreaterThan(300);
  });
});
