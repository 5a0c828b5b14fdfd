import { types } from "node:util";

/**
 * Jest runs tests in a realm whose `Error` is not the one that Node throws by, so that a package which asks `error instanceof Error` takes Node's own errors
 * for something else, and drops what they say. After this they are errors in the test's realm too.
 */
export function knowNodeErrors(): void {
  Object.defineProperty(Error, Symbol.hasInstance, {
    value(this: unknown, value: unknown) {
      return this === Error ? types.isNativeError(value) || inherited.call(Error, value) : inherited.call(this, value);
    },
  });
}

const inherited = Function.prototype[Symbol.hasInstance];
