import {
  ApiError as AnyApiError,
  type ApiError,
  type Client,
  call,
  failedWith,
  NotFoundError,
  type Operation,
  RateLimitError,
  type Reply,
} from "../../runtime/index.js";

// Compiled by tsc, never run: what users write must have the types that they expect.

interface Pet {
  readonly name: string;
}
interface Missing {
  readonly hint: string;
}
interface Problem {
  readonly code: number;
}
declare const client: Client;
declare const operation: Operation;
declare function getPet(client: Client, input: { readonly id: string }): Reply<Pet, { 404: Missing; "5XX": Problem }>;

export async function settled(): Promise<string> {
  const outcome = await getPet(client, { id: "1" }).settle();
  if (outcome.ok) return outcome.data.name;
  switch (outcome.status) {
    case 404:
      return outcome.error.hint;
    case "5XX":
      return String(outcome.cause.body.code);
    default:
      // @ts-expect-error another failure has no typed body
      outcome.error.hint;
      return outcome.error.message;
  }
}

export async function caught(): Promise<string> {
  try {
    const pet = await getPet(client, { id: "1" });
    // @ts-expect-error there is no such field
    pet.age;
    return pet.name;
  } catch (error) {
    if (failedWith(getPet, error, 404)) return error.body.hint;
    // @ts-expect-error 409 is not declared
    failedWith(getPet, error, 409);
    if (error instanceof RateLimitError) return String(error.retryAfter);
    if (error instanceof AnyApiError) {
      if (error instanceof NotFoundError) return `${error.status satisfies 404}`;
      return String(error.status satisfies number);
    }
    throw error;
  }
}

/** Without types of its own a verb is what the function around it declares. */
export const declared = (): Reply<Pet, { 404: Missing }> => call(client, operation);
// @ts-expect-error errors are part of what a reply is
export const otherErrors = (): Reply<Pet, { 404: Pet }> => declared();

export const replies: readonly [Promise<Pet>, PromiseLike<Pet>, Promise<{ data: Pet; response: Response }>] = [
  call<Pet>(client, operation),
  getPet(client, { id: "1" }),
  getPet(client, { id: "1" }).withResponse(),
];

export const body: ApiError<Missing>["body"] = { hint: "x" };
