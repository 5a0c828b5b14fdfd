import { note, type Report } from "../../diagnostics.js";
import type { Api, JsonValue, Operation } from "../../ir/index.js";
import { extension, isRecord } from "../names/operation-hints.js";
import { defaultRepeat } from "../operations/operation-constant.js";
import type { ClientConfig } from "./client-config.js";

/**
 * client.yaml with what extensions of the whole document declare of retries, where it says nothing itself: the header of
 * idempotency keys (x-fern-idempotency-headers), the statuses worth a repeat (x-speakeasy-retries). What the client does not take
 * up is told in one note each.
 */
export function withDeclaredRetries(api: Api, operations: readonly Operation[], config: ClientConfig, report: Report): ClientConfig {
  const header = config.idempotencyHeader ?? keyHeader(api, operations, report);
  const statuses = config.retry?.statuses ?? declaredStatuses(api);
  tellFigures(api, operations, report);
  return {
    ...config,
    ...(header === undefined ? {} : { idempotencyHeader: header }),
    ...(statuses === undefined ? {} : { retry: { ...config.retry, statuses } }),
  };
}

/** With a header the client sends a key with every call that must not happen twice: so all of those have to know it. */
function keyHeader({ extensions }: Api, operations: readonly Operation[], report: Report): string | undefined {
  const marked = operations.filter(isMarked);
  const [first] = marked;
  if (first === undefined) return undefined;
  const headers = extension(extensions, "x-fern-idempotency-headers");
  const named = Array.isArray(headers) ? headers.flatMap((each) => (isRecord(each) && typeof each["header"] === "string" ? [each["header"]] : [])) : [];
  const [header] = named;
  const others = operations.find((operation) => defaultRepeat(operation.method) === "never" && !isMarked(operation));
  if (named.length === 1 && header !== undefined && others === undefined) return header;
  const why =
    named.length === 0
      ? "the document names no header for the key (x-fern-idempotency-headers)"
      : named.length > 1
        ? "several headers carry it"
        : `others, like ${others?.method} ${others?.path}, are not marked, and would get one too`;
  report(
    note(
      "idempotency-not-carried",
      first.at,
      `${marked.length === 1 ? "An operation takes" : `${marked.length} operations take`} an idempotency key (x-fern-idempotent), but ${why}; no key is sent by itself.`,
      "Set `idempotencyHeader` in client.yaml, or pass `idempotencyKey` with a call.",
    ),
  );
  return undefined;
}

const isMarked = ({ extensions }: Operation): boolean => extension(extensions, "x-fern-idempotent") === true;

/** Of statuses only whole numbers: a range says less than our own list does. */
function declaredStatuses({ extensions }: Api): readonly number[] | undefined {
  const said = extension(extensions, "x-speakeasy-retries");
  const listed = isRecord(said) && said["strategy"] === "backoff" ? said["statusCodes"] : undefined;
  if (!Array.isArray(listed) || listed.length === 0) return undefined;
  const statuses = listed.map((each: JsonValue) => Number(each));
  return statuses.every((status) => Number.isInteger(status) && status >= 400 && status < 600) ? statuses : undefined;
}

/** Waits are the client's to set, not the operation's. */
function tellFigures(api: Api, operations: readonly Operation[], report: Report): void {
  const [first, ...more] = [
    ...(hasFigures(api.extensions) ? [{ at: `${api.operations[0]?.at.split("#")[0] ?? ""}#/x-speakeasy-retries` }] : []),
    ...operations.filter(({ extensions }) => hasFigures(extensions)),
  ];
  if (first === undefined) return;
  report(
    note(
      "retry-figures-unused",
      first.at,
      `Waits between attempts, or statuses by operation, are declared here${more.length === 0 ? "" : ` and in ${more.length} more places`}; the client waits as its own options say.`,
      "Give `retry` to the client, or `retries` and `statuses` under `retry` in client.yaml.",
    ),
  );
}

function hasFigures(extensions: Api["extensions"]): boolean {
  const said = extension(extensions, "x-speakeasy-retries");
  return isRecord(said) && said["strategy"] === "backoff";
}
