import { type Client, type EventOptions, type EventStream, operationOf, type PageOptions, type Pages, resumePages } from "../../runtime/index.js";

// Compiled by tsc, never run: generated functions take the options of their verb, and the runtime takes such functions.

declare const client: Client;
declare function listPets(client: Client, input?: { readonly tag?: string }, options?: PageOptions): Pages<string, readonly string[]>;
declare function watchPets(client: Client, input?: object, options?: EventOptions): EventStream<string>;

export async function walked(saved: string): Promise<string[]> {
  const found = await listPets(client, {}, { limit: 10, prefetch: 0, timeout: 1000, signal: new AbortController().signal }).all();
  // @ts-expect-error a list has no such option
  listPets(client, {}, { reconnect: true });
  return [...found, ...(await resumePages(client, listPets, saved, { limit: 5 }).all())];
}

export async function watched(): Promise<string> {
  // @ts-expect-error a stream has no such option
  watchPets(client, {}, { limit: 5 });
  for await (const pet of watchPets(client, {}, { reconnect: false, idleTimeout: 1000, retries: 0 })) return pet;
  return operationOf(watchPets).id;
}
