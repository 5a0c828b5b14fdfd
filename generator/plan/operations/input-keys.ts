import type { Param } from "../../ir/index.js";
import { createAllocator } from "../names/allocator.js";
import { camelCase, isIdentifier } from "../names/casing.js";
import { extension, stainlessName } from "../names/operation-hints.js";
import { own } from "../names/own.js";
import type { BodyDraft } from "./input-body.js";
import type { Candidate, InputSetting } from "./input-setting.js";

/** One thing that wants an input key. */
export interface Slot {
  readonly id: string;
  readonly name: string;
  /** What a vendor extension of the document calls it. */
  readonly given: string | null;
  readonly suffix: string;
}

const order = ["path", "body", "query", "querystring", "header", "cookie"] as const;
const suffixes = { path: "Path", body: "Body", query: "Query", querystring: "Query", header: "Header", cookie: "Cookie" } as const;

/** Everything that wants a key, in the order in which they choose. */
export function slotsOf(params: readonly Candidate[], body: BodyDraft | null): readonly Slot[] {
  const slots = order.map((): Slot[] => []);
  for (const { param, fixed } of params) {
    if (fixed === null)
      slots[order.indexOf(param.in)]?.push({ id: `${param.in}.${param.name}`, name: param.name, given: givenName(param), suffix: suffixes[param.in] });
  }
  if (body !== null) {
    const names = body.flat === null ? ["body"] : body.flat.fields.map((field) => field.name);
    for (const name of names) slots[1]?.push({ id: body.flat === null ? "body" : `body.${name}`, name, given: null, suffix: "Body" });
  }
  return slots.flat();
}

function givenName({ extensions }: Param): string | null {
  const given = extension(extensions, "x-ms-client-name", "x-fern-parameter-name", "x-speakeasy-name-override") ?? stainlessName(extensions, "method_argument");
  return typeof given === "string" && isIdentifier(given) ? given : null;
}

/** A key for every slot: client.yaml's, the last run's, a vendor extension's, the wire name, or the wire name with a suffix. */
export function settleKeys(slots: readonly Slot[], { config, lock }: InputSetting, choosesType: boolean): ReadonlyMap<string, string> {
  const allocator = createAllocator((name) => isInherited(name) || (choosesType && name === "contentType"));
  const keys = new Map<string, string>();
  for (const slot of slots) {
    const settled = own(config.rename, slot.id) ?? own(config.rename, slot.name) ?? lock?.inputs[slot.id];
    if (settled !== undefined && allocator.hold(settled)) keys.set(slot.id, settled);
  }
  for (const slot of slots) {
    if (keys.has(slot.id)) continue;
    const name = slot.id.startsWith("path.") && !/^[^.;+{}*][^{}*]*(?<!\+)$/.test(slot.name) ? camelCase(slot.name) || "value" : slot.name;
    keys.set(slot.id, allocator.give([...(slot.given === null ? [] : [slot.given]), name, `${name}${slot.suffix}`]));
  }
  return keys;
}

/** With a key that every object has, `{}` would be no input any more, even where all keys are optional. */
export const isInherited = (name: string): boolean => name in Object.prototype;

/** Every slot was given a key; a wire name stands for itself otherwise. */
export function keyAt(keys: ReadonlyMap<string, string>, id: string): string {
  return keys.get(id) ?? id.slice(id.indexOf(".") + 1);
}
