import { parsePointer } from "./pointer.js";

/** The pointers of one file whose places are wanted, as a tree; a search through the file's text fills in the offsets. */
export class Places {
  /** Of the key for a member, of the value for an item. Null until found. */
  offset: number | null = null;
  readonly #inside = new Map<string, Places>();

  /** Adds a pointer. */
  want(pointer: string): void {
    let place: Places = this;
    for (const part of parsePointer(pointer) ?? []) {
      const next = place.#inside.get(part) ?? new Places();
      place.#inside.set(part, next);
      place = next;
    }
  }

  /** The place of a member or item, when that or anything in it is wanted. */
  inside(key: string): Places | null {
    return this.#inside.get(key) ?? null;
  }

  get isLeaf(): boolean {
    return this.#inside.size === 0;
  }

  /** The offset of a pointer, or of the innermost value around it that the text has. */
  offsetOf(pointer: string): number | null {
    let offset = this.offset;
    let place: Places | null = this;
    for (const part of parsePointer(pointer) ?? []) {
      place = place.inside(part);
      if (!place || place.offset === null) break;
      offset = place.offset;
    }
    return offset;
  }
}
