import { type BrokerLogin, brokerCredentials } from "../realtime/broker-credentials.js";
import type { Bus } from "../realtime/bus.js";
import type { BusSetting } from "../realtime/bus-maker.js";
import { ablyBus } from "../realtime/protocols/ably/ably-bus.js";
import { ablyError } from "../realtime/protocols/ably/ably-error.js";
import { parseKey } from "../realtime/protocols/ably/auth/key.js";
import type { AuthOptions } from "../realtime/protocols/ably/auth/token-source.js";
import { signTokenRequest, type TokenParams } from "../realtime/protocols/ably/auth/tokens.js";
import type { RealtimeOptions } from "../realtime/realtime-options.js";
import { createAbly } from "./create-ably.js";

/**
 * What carries the channels of a document whose framing is `ably`: a client of its own, made of the options of `createRealtime`. The
 * credential is a key (user and password of a `basic` scheme, or an API key) or a token (`bearer`, OAuth). Settings of the framing: `clientId`, `echoMessages`, `format`.
 */
export function ablyProtocol(setting: BusSetting, { transport }: Pick<RealtimeOptions, "transport"> = {}): Bus {
  const { api, server, clock, url } = setting;
  const { clientId, echoMessages, format } = (server.framing ?? api.framing ?? {}) as Settings; // as the document has them
  const address = new URL(url);
  const isTls = /^(?:wss|https|ably):$/.test(address.protocol);
  const ably = createAbly({
    ...authOf(setting),
    ...(!/(^|\.)realtime\.ably\.net$/.test(address.hostname) || address.hostname !== "main.realtime.ably.net" ? { endpoint: address.hostname } : {}),
    ...(address.port !== "" && { port: Number(address.port) }),
    tls: isTls,
    clock,
    autoConnect: false,
    ...(transport && { transport }),
    ...(clientId !== undefined && { clientId }),
    ...(echoMessages !== undefined && { echoMessages }),
    ...(format !== undefined && { format }),
  });
  return ablyBus(ably, { clock });
}

interface Settings {
  readonly clientId?: string;
  readonly echoMessages?: boolean;
  readonly format?: "json" | "msgpack";
}

/** Asked for whenever a token ends, so that credentials may rotate. */
function authOf(setting: BusSetting): AuthOptions {
  const credentials = brokerCredentials(setting);
  return {
    authCallback: async (params: TokenParams) => {
      const login = await credentials.login();
      const key = keyOf(login);
      if (key === null && login.token === null)
        throw ablyError(40106, "No credentials: pass auth: basic({ username: key name, password: key secret }), or bearer(token)", { statusCode: 403 });
      if (key === null) return login.token ?? "";
      return signTokenRequest(parseKey(key), { ...params, timestamp: params.timestamp ?? setting.clock.now() });
    },
  };
}

/** The two halves of a key stand in user and password, or whole in one of them. */
function keyOf({ username, password }: BrokerLogin): string | null {
  if (username !== null && password !== null) return `${username}:${password}`;
  return username ?? password;
}
