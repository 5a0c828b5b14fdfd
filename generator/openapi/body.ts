import { type Body, type Docs, noDocs } from "../ir/index.js";
import { deref, once } from "../schema/deref.js";
import { docsOf, mergeDocs } from "../schema/docs.js";
import { isObject, type JsonObject, objectAt, textAt } from "../schema/json.js";
import { type Place, type Scope, warn } from "../schema/scope.js";
import { lowerContents } from "./content.js";

/** A 3.x request body; null when there is none, or it has no content. A description beside its reference wins. */
export function lowerBody(scope: Scope, node: JsonObject[string] | undefined, at: string): Body | null {
  if (node === undefined || node === null) return null;
  const place = deref(scope, node, at);
  if (place === null) return null;
  const body = once<Body | null>(place, "body", lowerBodyAt);
  return body === null ? null : withRefDocs(body, node);
}

/** A node with the summary and description that stand beside the reference to it (3.1 on). */
export function withRefDocs<T extends { readonly docs: Docs }>(lowered: T, node: JsonObject[string] | undefined): T {
  if (!isObject(node) || typeof node["$ref"] !== "string") return lowered;
  const { summary, description } = docsOf(node);
  if (summary === null && description === null) return lowered;
  return { ...lowered, docs: mergeDocs({ ...noDocs, summary, description }, lowered.docs) };
}

function lowerBodyAt(place: Place): Body | null {
  const { scope, node, at } = place;
  const content = objectAt(node, "content");
  const contents = content === null ? [] : lowerContents(scope, content, `${at}/content`);
  if (contents.length === 0) {
    warn(scope, "body-without-content", {
      at,
      message: "The request body has no media type: the operation takes none.",
      remedy: "Add content, or remove the body.",
    });
    return null;
  }
  return { required: node["required"] === true, docs: docsOf(node), contents, name: textAt(node, "x-codegen-request-body-name"), at };
}
