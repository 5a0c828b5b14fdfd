import type { Mechanism } from "kafkajs";

/**
 * The login by a token. The package's own takes the server's word for why a token is refused for a success, and the connection is closed at the next
 * request; this one reads it, and takes note of it as RFC 7628 (section 3.2.3) wants, so that the refusal comes with the server's error.
 */
export const oauthBearer = (token: string): Mechanism => ({
  mechanism: "oauthbearer",
  authenticationProvider: ({ saslAuthenticate }) => ({
    authenticate: async () => {
      const refusal = await saslAuthenticate({ request: said(`n,,\x01auth=Bearer ${token}\x01\x01`), response: answer });
      if (typeof refusal !== "string" || refusal === "") return;
      await saslAuthenticate({ request: said("\x01"), response: answer });
      throw Object.assign(new Error(refusal), { name: "KafkaJSSASLAuthenticationError", retriable: false });
    },
  }),
});

/** With its length before it, as the package wants it. */
function said(text: string): { readonly encode: () => Buffer } {
  const bytes = Buffer.from(`\0\0\0\0${text}`);
  bytes.writeInt32BE(bytes.length - 4);
  return { encode: () => bytes };
}

const answer = { decode: async (raw: Buffer): Promise<Buffer> => raw, parse: (raw: Buffer): string => raw.toString("utf8", 4) };
