/** What a stream is read from. */
export interface Chunks {
  /** `done` ends it; whatever it throws breaks the stream. */
  read(): Promise<{ readonly done?: boolean | undefined; readonly value?: Uint8Array | undefined }>;
  /** Lets go of the source, whose rest nobody wants. */
  cancel(reason?: unknown): unknown;
}

/** What is known of a stream that was made here, also while a network has locked it. */
interface Origin {
  readonly cancel: Chunks["cancel"];
  /** How reading the source failed; null: it did not. */
  broken: { readonly error: unknown } | null;
  /** Why nobody wants the rest; null: somebody may. */
  left: { readonly reason: unknown } | null;
}

const origins = new WeakMap<object, Origin>();

/** A stream that reads its source as it is read itself, and lets go of it when it breaks or is cancelled. */
export function streamFrom({ read, cancel }: Chunks): ReadableStream<Uint8Array> {
  const origin: Origin = { cancel, broken: null, left: null };
  const stream: ReadableStream<Uint8Array> = new ReadableStream({
    async pull(controller) {
      if (origin.left) throw origin.left.reason;
      try {
        const { done, value } = await read();
        if (value) controller.enqueue(value);
        if (done) controller.close();
      } catch (error) {
        origin.broken = { error };
        await letGo(stream, error);
        throw error;
      }
    },
    cancel: (reason): Promise<void> => letGo(stream, reason),
  });
  origins.set(stream, origin);
  return stream;
}

/** What comes out of a stream that a body went into; lets go of both. */
export function streamOver(stream: ReadableStream<Uint8Array>, body: unknown): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  return streamFrom({ read: () => reader.read(), cancel: (reason) => Promise.all([letGo(body, reason), reader.cancel(reason)]) });
}

/** Why a body broke that comes from `streamFrom`: networks don't tell. Null when it did not. */
export const whyBroken = (body: unknown): { readonly error: unknown } | null => origins.get(Object(body))?.broken ?? null;

/** Lets go of what a body is read from, whoever is reading it. */
export async function letGo(body: unknown, reason: unknown): Promise<void> {
  const origin = origins.get(Object(body));
  if (!origin || origin.left) return;
  origin.left = { reason };
  try {
    await origin.cancel(reason);
  } catch {
    // It is over already.
  }
}
