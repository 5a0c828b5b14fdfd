import { InputError } from "../../core/errors.js";
import type { Route } from "../../realtime/bus.js";
import { brokerAddress } from "../address.js";

/** The channel or key that a message goes to. */
export const keyOf = (route: Route, variables: Readonly<Record<string, string>>): string => brokerAddress(route, variables, (value) => value);

/** What a subscription listens to: a parameter that is `*` stands for anything. */
export function patternOf(route: Route, variables: Readonly<Record<string, string>>): { readonly text: string; readonly isPattern: boolean } {
  let isPattern = false;
  const literal = keyOf(route, variables);
  brokerAddress(route, variables, (value) => {
    isPattern ||= value === "*";
    return value;
  });
  if (!isPattern) return { text: literal, isPattern };
  const { address } = route.channel;
  const escaped = { ...route, channel: { ...route.channel, address: address === null ? null : escapeGlob(address) } };
  // The template's own text and the other parameters are no patterns.
  const filled = brokerAddress({ ...escaped, address: brokerAddressOf(escaped, variables) }, variables, (value) => (value === "*" ? value : escapeGlob(value)));
  return { text: filled, isPattern };
}

const brokerAddressOf = ({ channel, params }: Route, variables: Readonly<Record<string, string>>): string =>
  (channel.address ?? "").replace(/\{([^{}]+)\}/g, (_, name: string) => ({ ...channel.defaults, ...variables, ...params })[name] ?? "");

const escapeGlob = (text: string): string => text.replace(/[*?[\]\\^]/g, "\\$&");

/** A stream has one key. Throws an InputError for a pattern. */
export function streamKeyOf(route: Route, variables: Readonly<Record<string, string>>): string {
  if (patternOf(route, variables).isPattern)
    throw new InputError("A stream is read by its key", { remedy: 'Pass values for the parameters; "*" listens to published messages only.' });
  return keyOf(route, variables);
}
