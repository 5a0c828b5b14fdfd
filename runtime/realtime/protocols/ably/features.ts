import { ablyError } from "./ably-error.js";
import type { AblyAnnotations, AnnotationsParts } from "./annotations.js";
import type { Cipher, CipherOptions } from "./cipher.js";
import type { BinaryCodec } from "./codec.js";
import type { DeltaBase } from "./delta.js";
import type { AblyPresence, PresenceParts } from "./presence.js";
import type { Publisher, PublisherParts } from "./publisher.js";
import type { Requests, RequestsParts } from "./requests.js";
import type { TokenMaker } from "./token-source.js";

/**
 * What a client can do beyond hearing JSON messages with a key or a token that doesn't end. `createAbly` brings all of them; `plainAbly` those
 * that it is given, so that a bundle holds nothing else. Whatever needs a missing one rejects with 40019, which names it.
 */
export interface AblyFeatures {
  /** `format: "msgpack"`. */
  readonly messagePack?: BinaryCodec | undefined;
  /** Tokens that are renewed: authCallback, authUrl, signing with the key. */
  readonly tokens?: TokenMaker | undefined;
  /** publish, and message edits. */
  readonly publishing?: ((parts: PublisherParts) => Publisher) | undefined;
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
}

/** The feature, where it is there. @throws AblyError 40019, which names it, where it isn't. */
export function need<T>(feature: T | undefined | null, name: keyof AblyFeatures): T {
  if (feature === undefined || feature === null) throw ablyError(40019, `This client has no ${name}: pass the feature to plainAbly, or use createAbly`);
  return feature;
}
