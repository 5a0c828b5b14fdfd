import { check, type Finding } from "./check.js";
import type { OperationShapes } from "./client.js";
import type { Codec } from "./codec.js";
import { DecodeError, InputError } from "./errors.js";
import { own } from "./own.js";
import { shapeFor } from "./shapes.js";

/** How strictly `inspect` looks. */
export interface InspectOptions {
  /** What is refused when it is not of its shape, limits included; default: nothing. */
  readonly validate?: "requests" | "responses" | "both" | undefined;
}

/** The rest of the findings in so many words. */
const told = (findings: readonly Finding[]): string =>
  findings
    .slice(0, 5)
    .map(({ at, kind, expected }) => `${at || "/"}: ${kind} (${expected})`)
    .join("; ") + (findings.length > 5 ? `; and ${findings.length - 5} more` : "");

/** Fields that nobody declared do no harm, unless the document closes the object. */
const matters = ({ kind, expected }: Finding): boolean => kind !== "unknown-field" || expected === "no other fields";

/**
 * Looks at inputs and replies by their shapes (`schemas.ts` of a generated client): `codecs: [inspect(operationShapes)]`.
 * Differences in replies go to the client's `onDrift` and are delivered as they came; with `validate` they are refused: an
 * InputError before anything is sent, a DecodeError for a reply.
 */
export function inspect(shapes: { readonly [operation: string]: OperationShapes }, { validate }: InspectOptions = {}): Codec {
  const strictIn = validate === "requests" || validate === "both";
  const strictOut = validate === "responses" || validate === "both";
  return {
    input({ id }, input) {
      const shape = strictIn ? own(shapes, id)?.in : undefined;
      const findings = shape ? check(input, shape, "in").filter(matters) : [];
      if (findings.length) throw new InputError(`${id} was not sent: ${told(findings)}`, { findings });
      return input;
    },
    output({ settings }, { id }, { status, headers }, value) {
      const shape = shapeFor(own(shapes, id)?.out, status);
      const findings = shape && value !== undefined && (strictOut || settings.onDrift) ? check(value, shape, "out") : [];
      const { onDrift } = settings;
      if (onDrift) for (const { at, kind, value: found } of findings) if (kind !== "out-of-limits") onDrift({ operation: id, status, at, kind, value: found });
      const refused = strictOut ? findings.filter(matters) : [];
      if (refused.length)
        throw new DecodeError(`${id} answered ${status} with a body that is not of its type: ${told(refused)}`, {
          status,
          contentType: headers.get("content-type"),
          text: "",
          findings: refused,
        });
      return value;
    },
  };
}
