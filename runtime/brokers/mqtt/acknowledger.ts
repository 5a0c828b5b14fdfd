/** Tells the broker which messages of QoS 1 are done with: all of one turn in one write, as each write costs as much as a message. */
export class Acknowledger {
  readonly #write: (bytes: Uint8Array) => void;
  #ids: number[] = [];

  constructor(write: (bytes: Uint8Array) => void) {
    this.#write = write;
  }

  acknowledge(id: number): void {
    if (this.#ids.push(id) === 1) queueMicrotask(() => this.flush());
  }

  /** A PUBACK is four bytes in every version. */
  flush(): void {
    if (this.#ids.length === 0) return;
    const bytes = new Uint8Array(this.#ids.length * 4);
    this.#ids.forEach((id, index) => {
      bytes.set([0x40, 2, id >> 8, id & 0xff], index * 4);
    });
    this.#ids = [];
    this.#write(bytes);
  }
}
