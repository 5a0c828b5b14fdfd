import { fromBase64, toUtf8 } from "../message/bytes.js";
import type { ObjectData, ObjectOperation } from "./object-message.js";

/** What an operation counts toward the limit of one publish (OM3, OOP4): keys and values of maps, eight bytes for a number; ids don't count. */
export function sizeOfOperation({ mapCreate, mapSet, mapRemove, counterCreate, counterInc }: ObjectOperation): number {
  let size = mapRemove ? bytesOf(mapRemove.key) : 0;
  if (mapSet) size += bytesOf(mapSet.key) + sizeOfData(mapSet.value);
  for (const [key, { data }] of Object.entries(mapCreate?.entries ?? {})) size += bytesOf(key) + sizeOfData(data ?? {});
  for (const number of [counterCreate?.count, counterInc?.number]) if (typeof number === "number") size += 8;
  return size;
}

function sizeOfData({ string, number, boolean, bytes, json }: ObjectData): number {
  if (typeof number === "number") return 8;
  if (typeof boolean === "boolean") return 1;
  if (bytes) return typeof bytes === "string" ? fromBase64(bytes).length : bytes.length;
  return bytesOf(string ?? (typeof json === "string" ? json : ""));
}

const bytesOf = (text: string): number => toUtf8(text).length;
