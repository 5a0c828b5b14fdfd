import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

/** Who may log in. */
export interface Logins {
  /** User -> password. */
  readonly users: Readonly<Record<string, string>>;
  readonly tokens: readonly string[];
  /** The server doesn't know the passwords and proves nothing to its clients. */
  readonly isImpostor?: boolean;
}

/** What an exchange answers: bytes and whether it is over, or that the login is refused. */
export type SaslAnswer = { readonly bytes: string; readonly isOver: boolean } | { readonly refused: true };

/** One login: given what the client says, again and again until it is over. */
export type SaslExchange = (said: string) => SaslAnswer;

const refused = { refused: true } as const;

/** The exchanges that a server can begin, by their mechanism's name. */
export const exchanges: Readonly<Record<string, (logins: Logins) => SaslExchange>> = {
  PLAIN: plain,
  "SCRAM-SHA-256": (logins) => scram("sha256", logins),
  "SCRAM-SHA-512": (logins) => scram("sha512", logins),
  OAUTHBEARER: oauthBearer,
};

/** RFC 4616. */
function plain({ users }: Logins): SaslExchange {
  return (said) => {
    const [, user = "", password] = said.split("\0");
    return Object.hasOwn(users, user) && users[user] === password ? { bytes: "", isOver: true } : refused;
  };
}

/** RFC 7628: a refused token is told as JSON; the client takes note with one byte, and the login ends. */
function oauthBearer({ tokens }: Logins): SaslExchange {
  return (said) => {
    if (said === "\x01") return refused;
    const isKnown = tokens.some((token) => said === `n,,\x01auth=Bearer ${token}\x01\x01`);
    return isKnown ? { bytes: "", isOver: true } : { bytes: JSON.stringify({ status: "invalid_token" }), isOver: false };
  };
}

/** RFC 5802: client and server each prove that they know the password, and tell it nobody. */
function scram(hash: "sha256" | "sha512", { users, isImpostor = false }: Logins): SaslExchange {
  const mac = (key: Buffer, text: string): Buffer => createHmac(hash, key).update(text).digest();
  const salt = randomBytes(16);
  const rounds = 4_096;
  let begun: { readonly bare: string; readonly challenge: string; readonly salted: Buffer } | null = null;
  return (said) => {
    if (begun === null) {
      const bare = said.replace(/^n,,/, "");
      const { n: user = "", r: nonce = "" } = fieldsOf(bare);
      if (!Object.hasOwn(users, user)) return refused;
      const challenge = `r=${nonce}${randomBytes(12).toString("base64")},s=${salt.toString("base64")},i=${rounds}`;
      begun = { bare, challenge, salted: pbkdf2Sync(users[user] ?? "", salt, rounds, hash === "sha256" ? 32 : 64, hash) };
      return { bytes: challenge, isOver: false };
    }
    const { bare, challenge, salted } = begun;
    const all = `${bare},${challenge},${said.replace(/,p=.*$/, "")}`;
    const stored = createHash(hash).update(mac(salted, "Client Key")).digest();
    const proof = Buffer.from(fieldsOf(said)["p"] ?? "", "base64");
    const key = mac(stored, all).map((byte, at) => byte ^ (proof[at] ?? 0));
    if (!createHash(hash).update(key).digest().equals(stored)) return refused;
    return { bytes: `v=${mac(isImpostor ? salt : mac(salted, "Server Key"), all).toString("base64")}`, isOver: true };
  };
}

const fieldsOf = (message: string): Readonly<Record<string, string>> =>
  Object.fromEntries(message.split(",").map((field) => [field.slice(0, 1), field.slice(2)]));
