import { expect, it } from "@jest/globals";
import { ObjectAction, type ObjectOperation } from "../../../../../runtime/realtime/protocols/ably/objects/object-message.js";
import { sizeOfOperation } from "../../../../../runtime/realtime/protocols/ably/objects/object-size.js";

const { mapCreate, mapSet, mapRemove, mapClear, counterCreate, counterInc } = ObjectAction;

it.each<{ given: Omit<ObjectOperation, "objectId">; want: number }>([
  { given: { action: mapSet, mapSet: { key: "my-key", value: { string: "für" } } }, want: 6 + 4 },
  { given: { action: mapSet, mapSet: { key: "my-key", value: { objectId: "counter:x@1" } } }, want: 6 },
  { given: { action: mapSet, mapSet: { key: "k", value: { boolean: false } } }, want: 1 + 1 },
  { given: { action: mapSet, mapSet: { key: "k", value: { number: 0 } } }, want: 1 + 8 },
  { given: { action: mapSet, mapSet: { key: "k", value: { bytes: "AQID" } } }, want: 1 + 3 },
  { given: { action: mapSet, mapSet: { key: "k", value: { bytes: new Uint8Array(5) } } }, want: 1 + 5 },
  { given: { action: mapSet, mapSet: { key: "k", value: { json: '["a"]' } } }, want: 1 + 5 },
  { given: { action: mapRemove, mapRemove: { key: "my-key" } }, want: 6 },
  { given: { action: mapCreate, mapCreate: { entries: { a: { data: { string: "x" } }, b: { tombstone: true } } } }, want: 1 + 1 + 1 },
  { given: { action: counterCreate, counterCreate: { count: 1_234_567 } }, want: 8 },
  { given: { action: counterCreate }, want: 0 },
  { given: { action: counterInc, counterInc: { number: 0.5 } }, want: 8 },
  { given: { action: mapClear, mapClear: {} }, want: 0 },
])("OM3, OOP4: $given counts $want", ({ given, want }) => expect(sizeOfOperation({ ...given, objectId: "map:x@1" })).toBe(want));
