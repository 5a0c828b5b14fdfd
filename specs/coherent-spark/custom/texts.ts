/** Metadata of a call as the headers `x-request-meta` (v3) and `x-meta` (v4) of transforms want it: JSON on one line, with single quotes. */
export function metaHeader(meta: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(meta).replaceAll("'", "\\u0027").replaceAll('"', "'");
  // Headers carry Latin-1 only; JSON escapes say the rest.
  return text.replace(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** A transform: JSONata-like texts for a request and its reply, or a Node.js program. */
export type TransformSource =
  | { readonly inputs: string; readonly outputs?: string; readonly targets?: "v3" | "v4"; readonly type?: string }
  | { readonly code: string; readonly type?: string };

/** The text in which `transforms.save` and `transforms.validate` take a transform. */
export function transformContent(source: TransformSource): string {
  if ("code" in source) return JSON.stringify({ transform_type: source.type ?? "Nodejs22_v1.0.0", transform_code: source.code });
  return JSON.stringify({
    transform_type: source.type ?? "JSONtransforms_v1.0.1",
    target_api_version: source.targets ?? "v3",
    input_body_transform: source.inputs,
    output_body_transform: source.outputs ?? null,
  });
}
