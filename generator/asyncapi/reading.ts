import type { Place } from "../schema/scope.js";
import type { Schemes } from "./security.js";

/** What one document says to all of its parts. */
export interface Reading {
  /** The document's root. */
  readonly place: Place;
  /** 2.x: operations stand inside channels, and a channel's key is its address. */
  readonly isVersion2: boolean;
  /** `defaultContentType`. */
  readonly contentType: string | null;
  readonly auth: Schemes;
}
