import { type Credential, type Supplied, supplied, withSecret } from "./credential.js";

/** A user's name and password. */
export interface UserPassword {
  readonly username: string;
  readonly password: string;
}

/** HTTP Basic (RFC 7617), UTF-8. */
export function basic(user: Supplied<UserPassword>): Credential {
  return {
    serves: ["basic"],
    async sign(call) {
      const { username, password } = await supplied(user);
      return withSecret(call, "authorization", basicHeader(username, password));
    },
  };
}

/** `Basic <base64 of name:password>`. */
export function basicHeader(username: string, password: string): string {
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${username}:${password}`)))}`;
}
