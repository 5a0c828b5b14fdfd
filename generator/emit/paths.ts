import { doubt, type Report } from "../diagnostics.js";
import type { JsonValue } from "../ir/index.js";
import type { HeaderView } from "../plan/views.js";
import type { EmittedFile } from "./emitted-file.js";
import { fileHeader } from "./header.js";

/** An OpenAPI 3 document as read, and where it was read from (`file:` or `http(s):`), for its relative references. */
export interface PathsSource {
  readonly root: JsonValue;
  readonly url: string;
  readonly header: HeaderView;
}

/**
 * `paths.ts`, written by openapi-typescript, which is loaded only here. null, with a warning, for documents that it can't
 * read (Swagger 2.0, references to the network, invalid ones): then there is no `raw` either.
 */
export async function printPaths(source: PathsSource, report: Report): Promise<EmittedFile | null> {
  const refuse = (why: string): null => {
    report(doubt("raw-unavailable", "#", `paths.ts can't be generated: ${why}`, "Set `raw: false` in client.yaml, or mend the document."));
    return null;
  };
  if (hasRemoteReference(source.root)) return refuse("the document refers to another address.");
  try {
    const { default: openapiTS, astToString } = await import("openapi-typescript");
    // openapi-typescript changes the object that it is given.
    const nodes = await openapiTS(JSON.stringify(source.root), { cwd: new URL(source.url), silent: true, alphabetize: false });
    return { path: "paths.ts", text: `${fileHeader(source.header)}\n\n${astToString(nodes)}` };
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

/** A reference that openapi-typescript would fetch by itself. */
function hasRemoteReference(root: JsonValue): boolean {
  const open: JsonValue[] = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== "object" || value === null) continue;
    for (const [key, part] of Object.entries<JsonValue>(value)) {
      if (key === "$ref" && typeof part === "string" && /^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(part)) return true;
      open.push(part);
    }
  }
  return false;
}
