import { InputError } from "../core/errors.js";

/** Loads an optional peer. Rejects with an InputError that says what to install when it isn't there. */
export async function optionalPackage<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    throw new InputError(`The package ${name} is not installed`, { cause, remedy: `Run: npm install ${name}` });
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && "code" in error && /^(ERR_)?MODULE_NOT_FOUND$/.test(`${error.code}`);
