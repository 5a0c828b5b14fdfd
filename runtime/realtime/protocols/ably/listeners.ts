/** Those who want to be told. A listener that throws doesn't keep it from the others: what it threw goes to `fault`. */
export class Listeners<T> {
  #all: readonly ((value: T) => void)[] = [];
  readonly #fault: (error: unknown) => void;

  constructor(fault: (error: unknown) => void) {
    this.#fault = fault;
  }

  /** Returns what stops it. The list is copied on change, so that a listener may add or remove others while it is told. */
  add(listener: (value: T) => void): () => void {
    const entry = (value: T): void => listener(value);
    this.#all = [...this.#all, entry];
    return () => {
      this.#all = this.#all.filter((each) => each !== entry);
    };
  }

  tell(value: T): void {
    for (const listener of this.#all) {
      try {
        listener(value);
      } catch (error) {
        this.#fault(error);
      }
    }
  }
}

/** The listener of an overload: alone, or behind the words of what it wants to be told. */
export function listening<T>(
  first: string | readonly string[] | ((value: T) => void),
  second: ((value: T) => void) | undefined,
  wordOf: (value: T) => string | null,
): (value: T) => void {
  if (typeof first === "function") return first;
  const wanted: readonly (string | null)[] = [first].flat();
  return (value) => wanted.includes(wordOf(value)) && second?.(value);
}

const ignored = (): void => undefined;

/** A promise whose rejection is nobody's surprise: who ignores it is not punished, who awaits it still gets the error. */
export function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(ignored);
  return promise;
}

/** A rejection of this kind. */
export const rejected = (error: unknown): Promise<never> => quiet(Promise.reject(error));

/** What it gives; a rejection of this kind where it throws. */
export function attempted<T>(run: () => Promise<T>): Promise<T> {
  try {
    return run();
  } catch (error) {
    return rejected(error);
  }
}
