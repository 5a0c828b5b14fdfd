import { note, type Report } from "../../diagnostics.js";
import type { Content, Operation, Response } from "../../ir/index.js";
import type { ClientConfig, OperationConfig } from "../config/client-config.js";
import { configOf } from "../config/operation-config.js";
import { type Models, resolve } from "../schemas/schema-views.js";
import { essence, type ReplyKind, replyKind } from "./media.js";

type Out = OperationConfig["out"];

/** 2xx; where there is none, `default` (many documents have nothing else). */
export function successes(responses: readonly Response[]): readonly Response[] {
  const found = responses.filter(({ status }) => status.startsWith("2"));
  return found.length > 0 ? found : responses.filter(({ status }) => status === "default");
}

/** Bytes by its schema, not only by a media type that might carry what the JSON says. */
export const isFile = ({ schema }: Pick<Content, "schema">, models: Models): boolean => schema !== null && resolve(schema, models).kind === "binary";

const asBytes: ReadonlySet<Out> = new Set<Out>(["bytes", "blob", "stream"]);

/**
 * The `Accept` of an operation, where the runtime would not ask rightly by itself, for JSON and then anything: the media types that
 * `out` of client.yaml chooses out of several, or all that there are where none is JSON. Streams of items are asked for by their verb.
 */
export function acceptOf(out: Out, success: readonly Response[], models: Models): string | null {
  const offered = formsOf(success, models);
  const kind: ReplyKind | null = asBytes.has(out) ? "bytes" : out === "xml" || out === "text" ? out : null;
  const wanted = offered.filter((each) => each.kind === kind);
  if (wanted.length > 0 && wanted.length < offered.length) return typesOf(wanted);
  if (offered.length === 0 || offered.some(({ kind: each, mediaType }) => !plainKinds.has(each) || mediaType.includes("*"))) return null;
  return `${typesOf(offered)}, */*;q=0.5`;
}

const plainKinds: ReadonlySet<ReplyKind> = new Set<ReplyKind>(["text", "bytes", "xml"]);

const typesOf = (forms: readonly Form[]): string => [...new Set(forms.map(({ mediaType }) => mediaType))].join(", ");

interface Form {
  readonly mediaType: string;
  readonly kind: ReplyKind;
  /** A file beside the JSON, which is read as it comes. */
  readonly file: boolean;
}

function formsOf(success: readonly Response[], models: Models): readonly Form[] {
  return success.flatMap(({ contents }) =>
    contents.map((content) => {
      const kind = replyKind(content, models);
      return { mediaType: essence(content.mediaType), kind, file: kind === "bytes" && isFile(content, models) };
    }),
  );
}

/** Tells once of replies that could come as text or files too, and are read as JSON because nothing asks otherwise. */
export function tellForms(operations: readonly Operation[], config: ClientConfig, models: Models, report: Report): void {
  const found = operations.flatMap((operation) => {
    if (configOf(operation, config)?.out !== undefined) return [];
    const forms = formsOf(successes(operation.responses), models);
    const others = forms.filter(({ kind, file }) => kind === "text" || (kind === "bytes" && !file));
    return others.length > 0 && forms.some(({ kind }) => kind === "json") ? [{ operation, others }] : [];
  });
  const [first] = found;
  if (first === undefined) return;
  const types = [...new Set(found.flatMap(({ others }) => others.map(({ mediaType }) => mediaType)))];
  const shown = types.slice(0, 3).join(", ") + (types.length > 3 ? ` and ${types.length - 3} more` : "");
  report(
    note(
      "other-forms",
      first.operation.at,
      `${found.length === 1 ? "An operation answers" : `${found.length} operations answer`} in other forms than JSON too (${shown}); JSON is asked for and read.`,
      "`out: text` or `out: stream` under its entry in `operations` of client.yaml asks for another form and types it.",
    ),
  );
}
