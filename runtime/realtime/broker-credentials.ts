import type { ClientCertificate } from "../auth/certificate.js";
import { type Auth, type Chosen, type CredentialMakers, chooser } from "../auth/choose.js";
import type { SignContext } from "../auth/credential.js";
import type { SchemeDefinition } from "../core/api-definition.js";
import type { Call, Send } from "../core/call.js";
import type { Clock } from "../core/client.js";
import { bare, unauthorized } from "./dial.js";
import type { RealtimeDefinition, RealtimeServer } from "./realtime-definition.js";

/** Who connects, as brokers want to be told. Every field is null where nothing was given for it. */
export interface BrokerLogin {
  readonly username: string | null;
  readonly password: string | null;
  /** Of OAuth 2.0, OpenID Connect and bearer schemes. */
  readonly token: string | null;
  /** How the password is proven, where the document says it. */
  readonly mechanism: "plain" | "scramSha256" | "scramSha512" | null;
  readonly certificate: ClientCertificate | null;
}

/** The credentials of one connection. */
export interface BrokerCredentials {
  /** Asked afresh for every attempt. Rejects with an AuthError when the server's security wants what was not given. */
  login(): Promise<BrokerLogin>;
  /** The broker refused the last login. True: something was renewed, try once more. */
  renew(): Promise<boolean>;
}

/** What credentials of a broker come from. */
export interface BrokerCredentialOptions {
  readonly api: RealtimeDefinition;
  readonly server: RealtimeServer;
  /** Of the server, with scheme; variables filled in. */
  readonly url: string;
  /** Values of the server's variables, and for address parameters that inputs leave out. */
  readonly variables: Readonly<Record<string, string>>;
  readonly auth: Auth | undefined;
  readonly makers: CredentialMakers | undefined;
  readonly clock: Clock;
  /** The network for token requests. */
  readonly send: Send;
}

/** Has the client's credentials sign a call that is never sent, and reads out of it what a broker wants: every kind of credential serves so. */
export function brokerCredentials(options: BrokerCredentialOptions): BrokerCredentials {
  const { api, server, auth, makers } = options;
  const operation = { id: "connect", path: "", ...(server.security !== undefined && { auth: server.security }) };
  let choose: ReturnType<typeof chooser> | null = null;
  let last: readonly { readonly chosen: Chosen; readonly call: Call }[] = [];
  const at = ({ scheme }: Chosen): SignContext => ({ ...options, baseUrl: options.url, scheme: scheme?.type === "connectionKey" ? keyHeader : scheme });
  return {
    async login() {
      choose ??= chooser(api, auth, makers);
      let login = fromUrl(options.url);
      const signed: { chosen: Chosen; call: Call }[] = [];
      for (const chosen of choose(operation)) {
        const call = await chosen.credential.sign({ ...bare, operation, url: options.url, headers: {} }, at(chosen));
        signed.push({ chosen, call });
        login = { ...login, ...read(call, chosen.scheme), ...(chosen.credential.certificate && { certificate: await chosen.credential.certificate() }) };
      }
      last = signed;
      return login;
    },
    async renew() {
      const renewed = await Promise.all(last.map(({ chosen, call }) => chosen.credential.renew?.(call, unauthorized(call.url), at(chosen)) ?? false));
      return renewed.includes(true);
    },
  };
}

const keyHeader = { type: "apiKey", in: "header", name: "x-connection-key" } as const;

function read({ headers }: Call, scheme: SchemeDefinition | undefined): Partial<BrokerLogin> {
  const key = headers[keyHeader.name];
  if (scheme?.type === "connectionKey" && key !== undefined) return scheme.in === "user" ? { username: key } : { password: key };
  const [, word = "", value = ""] = /^(\S+) (.*)$/s.exec(headers["authorization"] ?? "") ?? [];
  if (word === "") return {};
  if (word !== "Basic") return { token: value };
  const pair = new TextDecoder().decode(Uint8Array.from(atob(value), (char) => char.charCodeAt(0)));
  const colon = pair.indexOf(":");
  const mechanism = scheme?.type === "basic" ? (scheme.mechanism ?? null) : null;
  return { username: pair.slice(0, colon), password: pair.slice(colon + 1), mechanism };
}

/** What stands in the URL counts where no credential says otherwise. */
function fromUrl(url: string): BrokerLogin {
  const [, username, password] = /^[^/]*\/\/([^/:?#]*)(?::([^/?#]*))?@/.exec(url) ?? [];
  return { username: decoded(username), password: decoded(password), token: null, mechanism: null, certificate: null };
}

const decoded = (text: string | undefined): string | null => (text === undefined ? null : decodeURIComponent(text));
