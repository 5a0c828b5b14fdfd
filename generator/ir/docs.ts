import type { JsonValue } from "./json.js";

/** Prose about a node, as the document gives it (CommonMark, unencoded). */
export interface Docs {
  readonly summary: string | null;
  readonly description: string | null;
  readonly deprecated: boolean;
  /** Why, or what to use instead, where a vendor extension says so. */
  readonly deprecation: string | null;
  readonly examples: readonly JsonValue[];
  readonly link: { readonly url: string; readonly description: string | null } | null;
}

/** Shared by every node that has none: most of them. */
export const noDocs: Docs = { summary: null, description: null, deprecated: false, deprecation: null, examples: [], link: null };
