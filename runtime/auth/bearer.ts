import { type Credential, type Supplied, supplied, withSecret } from "./credential.js";

/** A bearer token; a pasted "Bearer " in front is dropped. A function is asked for every request, and once more after a 401. */
export function bearer(token: Supplied<string>): Credential {
  return {
    serves: ["bearer", "oauth2", "oidc", "http"],
    sign(call, { scheme }) {
      const word = scheme?.type === "http" ? scheme.scheme : "Bearer";
      const sign = (text: string) => withSecret(call, "authorization", `${word} ${text.replace(/^\s*bearer\s+/i, "").trim()}`);
      const value = supplied(token);
      return typeof value === "string" ? sign(value) : value.then(sign);
    },
    async renew(signed) {
      return typeof token === "function" && !signed.headers["authorization"]?.endsWith(await token());
    },
  };
}
