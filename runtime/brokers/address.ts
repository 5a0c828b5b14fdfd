import { fillAddress } from "../realtime/address.js";
import type { Route } from "../realtime/bus.js";

/** The address of a route with each parameter checked by `encode`; an address that was told at run time, as it is. */
export function brokerAddress({ channel, address, params }: Route, variables: Readonly<Record<string, string>>, encode: (value: string) => string): string {
  // Nothing in it is a parameter: there is nothing to check.
  if (channel.address === null || !channel.address.includes("{")) return address;
  const values = { ...channel.defaults, ...variables, ...params };
  const isOpen = !parametersOf(channel.address).every((name) => Object.hasOwn(values, name));
  if (isOpen || fillAddress(channel, values) !== address) return address;
  return fillAddress(channel, values, encode);
}

const parametersOf = (template: string): readonly string[] => [...template.matchAll(/\{([^{}]+)\}/g)].map(([, name = ""]) => name);
