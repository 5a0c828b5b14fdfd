import fc from "fast-check";
import { settle, stage } from "./stage.js";

/** A session with this many cuts and published messages, by a seed: what was published, and what the other side heard, by channel. */
export async function sessionWithCuts({ cuts, messages, seed }: { readonly cuts: number; readonly messages: number; readonly seed: number }) {
  const { clock, connected, mock, sent } = stage();
  const [one, two] = [await connected({ format: "msgpack" }), await connected()];
  const names = ["a", "b", "c"];
  const heard: Record<string, unknown[]> = Object.fromEntries(names.map((name) => [name, []]));
  const gaps: string[] = [];
  for (const name of names) {
    const room = two.channels.get(name);
    room.subscribe(({ data }) => heard[name]?.push(data));
    await room.attach();
    room.on(({ event, resumed }) => (event === "attached" || event === "update") && !resumed && gaps.push(name));
  }
  const published: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  const [random] = fc.sample(fc.array(fc.nat(1_000_000), { minLength: messages, maxLength: messages }), { seed, numRuns: 1 });
  const acked: Promise<unknown>[] = [];
  for (let index = 0; index < messages; index++) {
    const dice = random?.[index] ?? 0;
    const name = names[dice % names.length] ?? "a";
    published[name]?.push(index);
    acked.push(one.channels.get(name).publish("n", { index }));
    if (dice % Math.floor(messages / cuts) === 0) {
      // Anywhere: before the frames arrive, between them, before the answers do.
      for (let turn = dice % 7; turn > 0; turn--) await Promise.resolve();
      const victims = mock.connections();
      victims[dice % victims.length]?.link?.cut();
    }
    if (dice % 37 === 0) await clock.advance(dice % 1500);
  }
  for (let round = 0; round < 5; round++) await clock.advance(1000);
  const results = await Promise.allSettled(acked);
  await settle();
  return {
    published,
    heard: Object.fromEntries(Object.entries(heard).map(([name, list]) => [name, list.map((each) => (each as { index: number }).index)])), // as published above
    refused: results.filter(({ status }) => status === "rejected"),
    links: mock.events.filter(({ kind }) => kind === "connect").length,
    repeats: sent("message").length - messages,
    gaps,
  };
}
