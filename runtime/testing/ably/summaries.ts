import type { WireAnnotation } from "../../realtime/protocols/ably/message/frames.js";

type Said = Pick<WireAnnotation, "type" | "name" | "clientId" | "count" | "action">;
type Counts = Map<string, Map<string, number>>;

/** What the annotations of one message come to, by type: the shape depends on the type's method (`name:method.v1`). */
export function summaryOf(annotations: readonly Said[]): Readonly<Record<string, unknown>> {
  const types = [...new Set(annotations.flatMap(({ type }) => type ?? []))];
  return Object.fromEntries(
    types.map((type) => {
      const method = type.split(":")[1]?.split(".")[0] ?? "";
      return [
        type,
        printed(
          method,
          annotations.filter((each) => each.type === type),
        ),
      ];
    }),
  );
}

function printed(method: string, said: readonly Said[]): unknown {
  if (method === "total") return { total: said.filter(({ action }) => action !== 1).length };
  const counts: Counts = new Map();
  for (const each of said) count(method, counts, each);
  if (method === "flag") return clients(counts.get("") ?? new Map());
  const shape = method === "multiple" ? multiples : clients;
  return Object.fromEntries([...counts].filter(([, by]) => by.size > 0).map(([name, by]) => [name, shape(by)]));
}

function count(method: string, counts: Counts, { name, clientId, count: times, action }: Said): void {
  const [key, who] = [method === "flag" ? "" : (name ?? ""), clientId ?? ""];
  if (method === "unique") for (const by of counts.values()) by.delete(who);
  const by = counts.get(key) ?? new Map<string, number>();
  counts.set(key, by);
  if (action === 1) by.delete(who);
  else by.set(who, (method === "multiple" ? (by.get(who) ?? 0) : 0) + (times ?? 1));
}

const clients = (by: ReadonlyMap<string, number>) => ({ total: by.size, clientIds: [...by.keys()], clipped: false });

function multiples(by: ReadonlyMap<string, number>) {
  const known = [...by].filter(([who]) => who !== "");
  const total = [...by.values()].reduce((sum, times) => sum + times, 0);
  return { total, clientIds: Object.fromEntries(known), clipped: false, totalUnidentified: by.get("") ?? 0, totalClientIds: known.length };
}
