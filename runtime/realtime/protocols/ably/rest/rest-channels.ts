import type { Requests } from "./requests.js";
import { RestChannel, type RestChannelOptions } from "./rest-channel.js";

/** The channels of a REST client that are kept, by name (RSN). */
export class RestChannels {
  readonly #requests: Requests;
  readonly #all = new Map<string, RestChannel>();

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** The channel of this name: the same one each time; options replace those that it had (RSN3). */
  get(name: string, options?: RestChannelOptions): RestChannel {
    const known = this.#all.get(name) ?? new RestChannel(name, this.#requests, options);
    if (this.#all.has(name) && options !== undefined) known.setOptions(options);
    this.#all.set(name, known);
    return known;
  }

  has(name: string): boolean {
    return this.#all.has(name);
  }

  /** Forgets a channel; one that isn't there is no error (RSN4). */
  release(name: string): void {
    this.#all.delete(name);
  }

  [Symbol.iterator](): Iterator<RestChannel> {
    return this.#all.values();
  }
}
