import type { SignContext } from "../../runtime/auth/credential.js";
import { fakeClock } from "./clock.js";
import { memorySend } from "./send.js";

/** Where a credential signs in a unit test; give what matters. */
export function signContext(fields: Partial<SignContext> = {}): SignContext {
  return {
    api: { name: "test", version: "1", environments: { production: "https://api.test" } },
    scheme: undefined,
    baseUrl: "https://api.test",
    variables: {},
    clock: fakeClock(),
    send: memorySend({ status: 500 }).send,
    ...fields,
  };
}
