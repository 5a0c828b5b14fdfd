import { createAccount, createOperator, createUser, encode, type KeyPair } from "@nats-io/nkeys";

/** An operator with one account, as a server without users in its configuration knows them. */
export interface NatsOperator {
  /** Lines of the server's configuration. */
  readonly lines: readonly string[];
  /** A credentials file, as `nsc` writes it: of a user of the account, or of an account that the server doesn't know. */
  credentials(of?: { readonly isStranger?: boolean; readonly expires?: number }): Uint8Array;
}

export function natsOperator(): NatsOperator {
  const [operator, account, stranger] = [createOperator(), createAccount(), createAccount()];
  const own = token(operator, operator, "operator", {});
  const accountToken = token(operator, account, "account", { limits: { subs: -1, data: -1, payload: -1, conn: -1, leaf: -1, imports: -1, exports: -1 } });
  return {
    lines: [`operator: ${own}`, "resolver: MEMORY", `resolver_preload: { ${account.getPublicKey()}: ${accountToken} }`],
    credentials: ({ isStranger = false, expires } = {}) => {
      const user = createUser();
      const limits = { subs: -1, data: -1, payload: -1, pub: {}, sub: {} };
      const jwt = token(isStranger ? stranger : account, user, "user", limits, expires);
      const seed = new TextDecoder().decode(user.getSeed());
      return new TextEncoder().encode(
        `-----BEGIN NATS USER JWT-----\n${jwt}\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n${seed}\n------END USER NKEY SEED------\n`,
      );
    },
  };
}

/** A claim of NATS's second version about `subject`, signed by `issuer`. */
function token(issuer: KeyPair, subject: KeyPair, type: string, nats: object, expires?: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const [iss, sub] = [issuer.getPublicKey(), subject.getPublicKey()];
  const claims = {
    jti: crypto.randomUUID(),
    iat: Math.floor(Date.now() / 1_000),
    iss,
    sub,
    name: type,
    nats: { ...nats, type, version: 2 },
    ...(expires && { exp: expires }),
  };
  const text = `${part({ typ: "JWT", alg: "ed25519-nkey" })}.${part(claims)}`;
  const signature = Buffer.from(encode(issuer.sign(new TextEncoder().encode(text))), "base64").toString("base64url");
  return `${text}.${signature.replace(/=+$/, "")}`;
}
