import { type Credential, type Supplied, supplied } from "./credential.js";

/** A client's own certificate, in PEM. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
  /** What unlocks the key. */
  readonly passphrase?: string | undefined;
  /** Authorities to trust instead of the platform's. */
  readonly ca?: string | readonly string[] | undefined;
}

/** A client certificate for brokers (X.509 in AsyncAPI documents). HTTP calls don't carry it: there it belongs to the network, to `nodeSend`. */
export function certificate(value: Supplied<ClientCertificate>): Credential {
  return { serves: ["mutualTls"], sign: (call) => call, certificate: async () => supplied(value) };
}
