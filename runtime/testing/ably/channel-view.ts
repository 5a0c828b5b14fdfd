import { fromBase64, fromUtf8 } from "../../realtime/protocols/ably/message/bytes.js";
import type { WireAnnotation, WireMessage } from "../../realtime/protocols/ably/message/frames.js";
import { type MessageFilter, messageFilter } from "./filter.js";
import { type Entry, MockChannel, type Said } from "./mock-channel.js";

/** A derived channel: another name of one, with a filter, with params, or with both. What is said there is said on its base. */
export class ChannelView extends MockChannel {
  readonly base: MockChannel;
  /** Params that the name itself asks for. */
  readonly params: Readonly<Record<string, string>>;
  readonly #passes: MessageFilter;

  private constructor(name: string, base: MockChannel, { passes, params }: { passes: MessageFilter; params: Readonly<Record<string, string>> }) {
    super(name, () => 0, base.members);
    this.base = base;
    this.params = params;
    this.#passes = passes;
    base.views.push(this);
  }

  /** The channel that `[filter=BASE64]name` or `[?rewind=1]name` derives; null for every other name. Throws 40010 for a filter that can't be read. */
  static of(name: string, base: (name: string) => MockChannel): ChannelView | null {
    const [, filter, search = "", rest] = /^\[(?:filter=([^?\]]*))?(?:\?([^\]]*))?\](.+)$/s.exec(name) ?? [];
    if (rest === undefined || (filter === undefined && search === "")) return null;
    const passes = filter === undefined ? () => true : messageFilter(fromUtf8(fromBase64(decodeURIComponent(filter))));
    return new ChannelView(name, base(rest), { passes, params: Object.fromEntries(new URLSearchParams(search)) });
  }

  override get log(): readonly Entry[] {
    return this.base.log.map((entry) => this.seen(entry)).filter(({ messages, presence, state }) => messages.length + presence.length + state.length > 0);
  }

  override get serial(): string {
    return this.base.serial;
  }

  override serialAt(count: number): string {
    return this.base.serialAt(count);
  }

  override after(serial: string): readonly Entry[] | null {
    return this.base.after(serial)?.map((entry) => this.seen(entry)) ?? null;
  }

  override nextSerial(): string {
    return this.base.nextSerial();
  }

  override now(): number {
    return this.base.now();
  }

  override versions(serial: string): readonly WireMessage[] {
    return this.base.versions(serial);
  }

  override annotations(serial: string): readonly WireAnnotation[] {
    return this.base.annotations(serial);
  }

  override annotate(annotation: WireAnnotation): WireAnnotation {
    return this.base.annotate(annotation);
  }

  override append(entry: Said): Entry {
    return this.base.append(entry);
  }

  override tell(entry: Entry): void {
    this.base.tell(entry);
  }

  /** An entry of the base, without what doesn't pass. */
  seen(entry: Entry): Entry {
    return { ...entry, messages: entry.messages.filter((message) => this.#passes(message)) };
  }
}
