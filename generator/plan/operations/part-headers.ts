import { note, type Report } from "../../diagnostics.js";
import type { Content, Param, Part } from "../../ir/index.js";
import { type Models, resolve } from "../schemas/schema-views.js";
import type { BodyKind } from "./media.js";

/** What the runtime writes itself. */
const ownedHeaders: ReadonlySet<string> = new Set(["content-type", "content-disposition"]);

/** Headers of a part with the one value that the document leaves them: a const, an only enum value, a default. */
export function fixedHeaders({ headers }: Part, models: Models): readonly { readonly name: string; readonly value: string }[] {
  return headers.flatMap((header) => {
    const value = fixedValue(header, models);
    return value === null || ownedHeaders.has(header.name.toLowerCase()) ? [] : [{ name: header.name, value }];
  });
}

function fixedValue({ schema }: Param, models: Models): string | null {
  const found = resolve(schema, models);
  const only = found.kind === "literal" && found.members.length === 1 && !found.open ? found.members[0]?.value : undefined;
  const value = only ?? schema.meta?.default?.value ?? found.meta?.default?.value;
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

/** Tells the headers of parts that the document declares, but gives no value: they go with a file that brings its own. */
export function tellOpenHeaders({ kind, content }: { readonly kind: BodyKind; readonly content: Content }, models: Models, report: Report): void {
  if (kind !== "multipart") return;
  const { prefix = [], items = null } = content.byPosition ?? {};
  for (const part of [...content.parts, ...prefix, ...(items === null ? [] : [items])]) {
    const open = part.headers.filter((header) => fixedValue(header, models) === null && !ownedHeaders.has(header.name.toLowerCase()));
    if (open.length === 0) continue;
    const names = open.map(({ name }) => `"${name}"`).join(", ");
    report(
      note(
        "part-header-open",
        `${part.at}/headers`,
        `${part.name === "" ? "A part" : `The part "${part.name}"`} may have the header${open.length > 1 ? "s" : ""} ${names}, with no value that the document fixes.`,
        "A file may bring them: `{ data, headers: { ... } }`; other parts can't. A header with a `const` or `default` goes out by itself.",
      ),
    );
  }
}
