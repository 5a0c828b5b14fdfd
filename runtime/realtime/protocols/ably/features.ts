import { ablyError, type Remedies } from "./ably-error.js";
import type { TokenAuthority, TokenAuthorityParts } from "./auth/token-authority.js";
import type { AblyAnnotations, AnnotationsParts } from "./channel/annotations.js";
import type { FilterFeature } from "./channel/filter.js";
import type { NetworkFeature } from "./connection/network.js";
import type { Pings, PingsParts } from "./connection/pings.js";
import type { RecoveryFeature } from "./connection/recovery.js";
import type { Submissions, SubmissionsParts } from "./connection/submissions.js";
import type { Cipher, CipherOptions } from "./message/cipher.js";
import type { BinaryCodec } from "./message/codec.js";
import type { DeltaBase } from "./message/delta.js";
import type { AblyPresence, PresenceParts } from "./presence/presence.js";
import type { Requests, RequestsParts } from "./rest/requests.js";

/**
 * What a client can do beyond hearing JSON messages with a key or a token that doesn't end. `createAbly` brings all of them; `plainAbly` those
 * that it is given, so that a bundle holds nothing else. Whatever needs a missing one throws or rejects with 40019, which names it.
 */
export interface AblyFeatures {
  /** `format: "msgpack"`. */
  readonly messagePack?: BinaryCodec | undefined;
  /** Tokens that are renewed: authCallback, authUrl, signing with the key; the clientId of a JWT. */
  readonly tokens?: ((parts: TokenAuthorityParts) => TokenAuthority) | undefined;
  /** publish, and message edits. */
  readonly publishing?: ((parts: SubmissionsParts) => Submissions) | undefined;
  /** Who is present; needs `publishing` to enter. */
  readonly presence?: ((parts: PresenceParts) => AblyPresence) | undefined;
  /** What clients say about messages; needs `publishing` to say something. */
  readonly annotations?: ((parts: AnnotationsParts) => AblyAnnotations) | undefined;
  /** Channels with the parameter `delta`. */
  readonly deltas?: (() => DeltaBase) | undefined;
  /** Channels with a `cipher`. */
  readonly encryption?: ((options: CipherOptions) => Cipher) | undefined;
  /** HTTP: history, message versions, tokens of Ably's. */
  readonly requests?: ((parts: RequestsParts) => Requests) | undefined;
  /** Subscriptions to the messages of a filter, and derived channels. */
  readonly filters?: FilterFeature | undefined;
  /** `connection.ping()`. */
  readonly ping?: ((parts: PingsParts) => Pings) | undefined;
  /** The option `recover`, and `createRecoveryKey`. */
  readonly recovery?: RecoveryFeature | undefined;
  /** The platform's `online` and `offline` events, and a look whether the internet is there before fallback hosts are tried: without it they are tried at once. */
  readonly network?: NetworkFeature | undefined;
  /** What to do about an error, in its `remedy`: from then on for all clients of the program. */
  readonly remedies?: Remedies | undefined;
}

/** The feature, where it is there. @throws AblyError 40019, which names it, where it isn't. */
export function need<T>(feature: T | undefined | null, name: keyof AblyFeatures): T {
  if (feature === undefined || feature === null) throw ablyError(40019, `This client has no ${name}: pass the feature to plainAbly, or use createAbly`);
  return feature;
}
