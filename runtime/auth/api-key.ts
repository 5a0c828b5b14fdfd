import type { SchemeDefinition } from "../core/api-definition.js";
import type { Call } from "../core/call.js";
import { putHeader } from "../core/put-header.js";
import { type Credential, type Supplied, supplied, withSecret } from "./credential.js";

/** Where a key goes when the API's document doesn't say. */
export interface KeyPlace {
  readonly in: "header" | "query" | "cookie";
  readonly name: string;
}

/** An API key, sent where the API's document declares it (a header, the query or a cookie), or at `place`. */
export function apiKey(key: Supplied<string>, place?: KeyPlace): Credential {
  return {
    serves: ["apiKey", "connectionKey"],
    sign(call, { scheme }) {
      const at = place ?? keyPlace(scheme);
      const value = supplied(key);
      return typeof value === "string" ? put(call, at, value) : value.then((text) => put(call, at, text));
    },
  };
}

const keyPlace = (scheme: SchemeDefinition | undefined): KeyPlace => (scheme?.type === "apiKey" ? scheme : { in: "header", name: "x-api-key" });

function put(call: Call, place: KeyPlace, key: string): Call {
  const pair = `${encodeURIComponent(place.name)}=${encodeURIComponent(key)}`;
  if (place.in === "query") {
    const secrets = [...(call.secrets ?? []), `?${encodeURIComponent(place.name)}`];
    return { ...call, url: call.url + (call.url.includes("?") ? "&" : "?") + pair, secrets };
  }
  if (place.in === "cookie") return withSecret(call, "cookie", call.headers["cookie"] ? `${call.headers["cookie"]}; ${pair}` : pair);
  putHeader({}, place.name, key); // the network's own error would quote it
  return withSecret(call, place.name.toLowerCase(), key);
}
