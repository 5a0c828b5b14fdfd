import { AblyAnnotations } from "./annotations.js";
import { cipherOf } from "./cipher.js";
import { DeltaBase } from "./delta.js";
import type { AblyFeatures } from "./features.js";
import { messagePack } from "./message-pack.js";
import { AblyPresence } from "./presence.js";
import { Publisher } from "./publisher.js";
import { Requests } from "./requests.js";
import { tokens } from "./token-source.js";

export { messagePack, tokens };

/** publish, and message edits. */
export const publishing: NonNullable<AblyFeatures["publishing"]> = (parts) => new Publisher(parts);

/** Who is present. */
export const presence: NonNullable<AblyFeatures["presence"]> = (parts) => new AblyPresence(parts);

/** What clients say about messages. */
export const annotations: NonNullable<AblyFeatures["annotations"]> = (parts) => new AblyAnnotations(parts);

/** Channels with the parameter `delta`. */
export const deltas: NonNullable<AblyFeatures["deltas"]> = () => new DeltaBase();

/** Channels with a `cipher`. */
export const encryption: NonNullable<AblyFeatures["encryption"]> = (options) => cipherOf(options);

/** HTTP: history, message versions, tokens of Ably's. */
export const requests: NonNullable<AblyFeatures["requests"]> = (parts) => new Requests(parts);

/** Everything that a client can do. */
export const allFeatures: AblyFeatures = { messagePack, tokens, publishing, presence, annotations, deltas, encryption, requests };
