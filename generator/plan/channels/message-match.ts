import type { Channel, JsonValue, Message, Schema } from "../../ir/index.js";
import { type Models, namedFields, resolve } from "../schemas/schema-views.js";

/** Fields of a payload that can have one value only, by pointer: they tell its message from others. */
export type Match = ReadonlyMap<string, JsonValue>;

/**
 * What tells each message of a channel, by its id. Constants that another message which comes (`coming`) holds as well tell
 * nothing: whoever went by them would take that one for this.
 */
export function matchesOf({ messages }: Pick<Channel, "messages">, coming: ReadonlySet<string>, models: Models): ReadonlyMap<string, Match> {
  const all = messages.map((message) => [message.id, matchOf(message, models)] as const).filter(([, match]) => match.size > 0);
  const isHeld = (id: string, match: Match): boolean => all.some(([other, its]) => other !== id && coming.has(other) && holds(its, match));
  return new Map(all.filter(([id, match]) => !isHeld(id, match)));
}

/** What is no JSON shows no fields before it is decoded. */
export function matchOf({ payload, wire }: Message, models: Models): Match {
  const fields = payload === null || wire !== null ? null : namedFields(payload, "output", models);
  return new Map(
    (fields ?? []).flatMap(({ name, schema }): [string, JsonValue][] => {
      const value = onlyValue(resolve(schema, models));
      return value === undefined ? [] : [[fieldPointer(name), value]];
    }),
  );
}

/** The one value that a schema allows. */
export function onlyValue(schema: Exclude<Schema, { kind: "ref" }>): JsonValue | undefined {
  return schema.kind === "literal" && !schema.open && schema.members.length === 1 ? schema.members[0]?.value : undefined;
}

export const fieldPointer = (name: string): string => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;

const holds = (match: Match, other: Match): boolean => [...other].every(([pointer, value]) => match.has(pointer) && match.get(pointer) === value);
