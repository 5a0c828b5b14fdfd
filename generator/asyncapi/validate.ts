import { doubt, type Report } from "../diagnostics.js";
import type { SpecDocument } from "../ir/index.js";
import { step } from "../schema/json.js";

/**
 * What @asyncapi/parser finds wrong in a document: a second opinion, told as warnings, for it refuses documents that can be
 * generated. It reads the files that loading has read and nothing else. Never throws; when it fails itself, it has no opinion.
 */
export async function validateAsyncApi(document: SpecDocument, report: Report): Promise<void> {
  const name = [...document.files.values()][0]?.name ?? document.source;
  try {
    for (const { code, message, path } of await findings(document))
      report(
        doubt(
          "asyncapi-invalid",
          placeOf(name, path),
          `${message} (${code})`,
          "Compare with the AsyncAPI specification at this place; what can be generated is generated.",
        ),
      );
  } catch {
    // Its own fault: our reader has the last word in any case.
  }
}

interface Finding {
  readonly code: string;
  readonly message: string;
  readonly path: readonly (string | number)[];
}

async function findings(document: SpecDocument): Promise<readonly Finding[]> {
  const { Parser } = await import("@asyncapi/parser");
  const known = new Map([...document.files.values()].map((file) => [withoutFragment(file.url), file.root]));
  const read = (uri: { toString(): string }): string =>
    JSON.stringify(known.get(withoutFragment(uri.toString())) ?? known.get(`file://${withoutFragment(uri.toString())}`) ?? {});
  const resolvers = ["file", "http", "https", ""].map((schema) => ({ schema, order: 1, canRead: true, read }));
  const parser = new Parser({ __unstable: { resolver: { resolvers } } });
  const source = [...document.files.values()][0]?.url;
  const found = await parser.validate(JSON.stringify(document.root), source === undefined ? {} : { source });
  return found
    .filter(({ severity, code }) => severity === 0 && !own.has(String(code)))
    .map(({ code, message, path }) => ({ code: String(code), message, path }));
}

/** What loading tells better: references. */
const own: ReadonlySet<string> = new Set(["invalid-ref"]);

const withoutFragment = (url: string): string => url.replace(/#.*$/s, "");

const placeOf = (name: string, path: readonly (string | number)[]): string => path.reduce<string>((at, part) => step(at, String(part)), `${name}#`);
