/**
 * A schema as data at run time: what `schemas.ts` of a generated client exports. Read by conversion (dates, bigint),
 * opt-in validation, drift reports and mocks; nobody else pays for it.
 * Compact on purpose: keys are left out when they say nothing.
 */
export type Shape =
  | { readonly ref: () => Shape }
  | {
      /** Left out: anything. */
      readonly type?: "string" | "number" | "integer" | "boolean" | "null" | "bytes" | "array" | "tuple" | "object" | "never";
      readonly format?: string;
      /** How a value is delivered when not as it stands on the wire. */
      readonly as?: "date" | "temporal" | "bigint" | "base64";
      /** Allowed values. `open`: others may come. */
      readonly enum?: readonly unknown[];
      readonly open?: true;
      readonly items?: Shape;
      readonly prefix?: readonly Shape[];
      readonly fields?: { readonly [name: string]: Shape };
      readonly required?: readonly string[];
      readonly patterns?: { readonly [pattern: string]: Shape };
      /** Undeclared keys: left out: nothing said; `false`: closed. */
      readonly rest?: Shape | false;
      readonly anyOf?: readonly Shape[];
      readonly allOf?: readonly Shape[];
      /** Discriminator of `anyOf`: field name, and for each value the index in `anyOf`. */
      readonly tag?: { readonly field: string; readonly values: { readonly [value: string]: number } };
      readonly readOnly?: true;
      readonly writeOnly?: true;
      readonly limits?: { readonly [rule: string]: unknown };
      readonly default?: unknown;
      readonly example?: unknown;
      readonly xml?: {
        readonly name?: string;
        readonly namespace?: string;
        readonly prefix?: string;
        readonly attribute?: true;
        readonly wrapped?: true;
        readonly text?: true;
      };
    };
