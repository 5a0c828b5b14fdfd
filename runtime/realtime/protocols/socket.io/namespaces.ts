import type { Frame } from "../../transport.js";

/** A namespace on this link. */
interface Place {
  /** `away`: not asked for. */
  state: "away" | "asked" | "joined";
  /** Whether something was sent to it: then it is not left with its last subscription. */
  used: boolean;
  /** What waits until it is joined. */
  held: Frame[];
}

/** Which namespaces were joined on a link, who listens to them, and what waits for them. */
export class Namespaces {
  readonly #places = new Map<string, Place>();
  /** Namespaces of the addresses that are subscribed to. */
  readonly #listening = new Map<string, string>();

  /** A new link: nothing is joined, nobody listens. */
  reset(): void {
    this.#places.clear();
    this.#listening.clear();
  }

  #place(namespace: string): Place {
    const known = this.#places.get(namespace) ?? { state: "away", used: false, held: [] };
    this.#places.set(namespace, known);
    return known;
  }

  isJoined(namespace: string): boolean {
    return this.#places.get(namespace)?.state === "joined";
  }

  /** Whether it has to be asked for; it counts as asked for then. */
  ask(namespace: string): boolean {
    const place = this.#place(namespace);
    if (place.state !== "away") return false;
    place.state = "asked";
    return true;
  }

  /** The server confirmed it; gives what waited. */
  joined(namespace: string): readonly Frame[] {
    const place = this.#place(namespace);
    place.state = "joined";
    const { held } = place;
    place.held = [];
    return held;
  }

  leave(namespace: string): void {
    this.#places.delete(namespace);
  }

  use(namespace: string): void {
    this.#place(namespace).used = true;
  }

  hold(namespace: string, frames: readonly Frame[]): void {
    this.#place(namespace).held.push(...frames);
  }

  listen(address: string, namespace: string): void {
    this.#listening.set(address, namespace);
  }

  deaf(address: string): void {
    this.#listening.delete(address);
  }

  /** Addresses that listen to it. */
  listening(namespace: string): readonly string[] {
    return [...this.#listening].flatMap(([address, own]) => (own === namespace ? [address] : []));
  }

  /** Whether it was joined, and nobody needs it any more. */
  isIdle(namespace: string): boolean {
    const place = this.#places.get(namespace);
    return place !== undefined && !place.used && this.listening(namespace).length === 0;
  }
}
