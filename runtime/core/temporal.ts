type Platform = typeof globalThis;

/**
 * A point in time, where `dates: temporal` is asked for: the platform's `Temporal.Instant` where its types are loaded (`lib: ["ESNext"]`, or a
 * polyfill that declares the global), else as much of it as every implementation has.
 */
export type Instant = Platform extends { readonly Temporal: { readonly Instant: { readonly prototype: infer T } } } ? T : BareInstant;

/** A calendar date: the platform's `Temporal.PlainDate`, or as much of it as every implementation has. See {@link Instant}. */
export type PlainDate = Platform extends { readonly Temporal: { readonly PlainDate: { readonly prototype: infer T } } } ? T : BarePlainDate;

/** What every Temporal.Instant has. */
export interface BareInstant {
  readonly epochMilliseconds: number;
  readonly epochNanoseconds: bigint;
  toString(): string;
  toJSON(): string;
}

/** What every Temporal.PlainDate has. */
export interface BarePlainDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly calendarId: string;
  toString(): string;
  toJSON(): string;
}
