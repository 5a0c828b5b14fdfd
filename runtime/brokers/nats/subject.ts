import { InputError } from "../../core/errors.js";
import type { Route } from "../../realtime/bus.js";
import { brokerAddress } from "../address.js";
import { fieldsOf, text } from "../bindings.js";

/** The subject that a message goes to. Throws an InputError for a parameter that would be more than one token, or a wildcard. */
export const subjectOf = (route: Route, variables: Readonly<Record<string, string>>): string =>
  brokerAddress(route, variables, (value) => {
    if (/[.*>\s]/.test(value)) throw new InputError(`"${value}" can't be a token of a NATS subject`, { remedy: "Leave out . * > and white space." });
    return value;
  });

/** The subject that a subscription has: a parameter that is `*` or `>` listens to whatever stands there. */
export const patternOf = (route: Route, variables: Readonly<Record<string, string>>): string =>
  brokerAddress(route, variables, (value) => {
    if (value !== "*" && value !== ">" && /[.*>\s]/.test(value))
      throw new InputError(`"${value}" can't be a token of a NATS subject`, { remedy: 'Use "*" alone for any token, ">" alone for any that follow.' });
    return value;
  });

/** The queue group of an operation: the document's, else the bus's. */
export const queueOf = ({ operation }: Route, queue: string | undefined): string | null => text(fieldsOf(operation.bindings, "nats")["queue"]) ?? queue ?? null;

/** An id as one token of a subject. */
export const tokenOf = (id: string): string => encodeURIComponent(id).replace(/[.*!~'()]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

export const idOf = (token: string): string => decodeURIComponent(token);
