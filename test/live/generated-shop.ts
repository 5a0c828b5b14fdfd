import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BasicCredential } from "@clientwright/runtime";
import type { ConnectionView, Message, PublishOptions, RealtimeOptions, Receipt, Subscription } from "@clientwright/runtime/realtime";
import { compileErrors } from "../support/compile.js";
import { type FreshClient, freshClient } from "../support/generated-client.js";

/** What the tests use of a client of one of `documents/*.yaml`. Its own types are checked by `typeErrors`. */
export interface Shop {
  readonly channels: { answer(input: object, options?: PublishOptions): Promise<Receipt> } & Readonly<Record<string, Call>>;
  readonly shop: { askPrice(input: object, options?: PublishOptions): Promise<{ readonly price: number }>; quote(): Subscription<Order> } & Readonly<
    Record<string, Call>
  >;
  readonly orders: Readonly<Record<string, Call>>;
  readonly realtime: { connect(): Promise<void> };
  readonly connection: ConnectionView;
  close(): Promise<readonly unknown[]>;
}
// biome-ignore lint/suspicious/noExplicitAny: generated while the test runs, so no compiler has seen it
type Call = (...given: any[]) => any;
export interface Order {
  readonly id: number;
}
export interface ShopOptions extends RealtimeOptions {
  readonly port?: string | undefined;
  readonly brokers?: string | undefined;
  readonly auth?: { readonly user: BasicCredential } | "open" | undefined;
}

/** A client generated from one of `documents/*.yaml`. */
export interface GeneratedShop {
  readonly warnings: readonly string[];
  /** `reconnect` is quick. */
  create(options: ShopOptions): Shop;
  /** What the compiler says of code that calls it. */
  typeErrors(code: string): readonly string[];
  remove(): void;
  /** Closes every client that was made. */
  closeAll(): Promise<void>;
}

export async function generatedShop(broker: string): Promise<GeneratedShop> {
  const fresh: FreshClient = await freshClient({ sources: [join(import.meta.dirname, "documents", `${broker}.yaml`)] });
  const open: Shop[] = [];
  return {
    warnings: fresh.warnings,
    create: (options) => {
      const made = fresh.exports.createShop({ reconnect: { delay: 50, maxDelay: 200 }, ...options }) as Shop; // as its document has it
      open.push(made);
      return made;
    },
    typeErrors: (code) => {
      writeFileSync(join(fresh.folder, "calls.ts"), code);
      return compileErrors(fresh.folder);
    },
    remove: fresh.remove,
    closeAll: async () => {
      await Promise.all(open.splice(0).map((shop) => shop.close()));
    },
  };
}

/** Reads so many messages and leaves; the last one is left before the loop is through with it. */
export async function take<T>(subscription: Subscription<T>, count: number): Promise<readonly Message<T>[]> {
  const taken: Message<T>[] = [];
  for await (const message of subscription.messages()) {
    taken.push(message);
    if (taken.length === count) break;
  }
  return taken;
}

/** Answers one request for a price, as the document's own operation does. */
export async function answerOne(shop: Shop, quotes: Subscription<Order>): Promise<void> {
  const [request] = await take(quotes, 1);
  if (request?.replyTo == null) throw new Error("the request tells no place for its answer");
  await shop.channels.answer({ address: request.replyTo, price: request.payload.id * 10 }, { correlationId: request.correlationId ?? undefined });
}
