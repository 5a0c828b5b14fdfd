import type { RefSchema, Schema } from "../ir/index.js";
import type { FilePlan, ModelNames, ModelView, Plan, SymbolRef, TypeView } from "../plan/views.js";

export type Side = TypeView["side"];

/** A declared model, with the names by which its own schema refers to others. */
export interface ModelNode {
  readonly view: ModelView;
  readonly names: ModelNames;
  /** Of the file that declares it, without extension. */
  readonly path: string;
}

/** Where a schema is being read: the names and the file that its references are relative to. */
export interface Origin {
  readonly names: ModelNames;
  readonly path: string;
}

/** Finds the declaration behind a reference, and knows which declarations would refer to themselves while being resolved. */
export class ModelIndex {
  readonly #nodes = new Map<string, ModelNode>();
  #cyclic: ReadonlySet<ModelNode> | null = null;

  constructor(plan: Plan) {
    for (const file of plan.files) this.#add(file);
  }

  #add(file: FilePlan): void {
    if (file.template !== "models" && file.template !== "webhooks") return;
    const path = file.path.replace(/\.ts$/, "");
    for (const view of file.view.models) this.#nodes.set(`${path}:${view.name}`, { view, names: file.view.names, path });
  }

  /** The symbol of a reference; null when the plan names none. */
  symbol(ref: RefSchema, side: Side, origin: Origin): SymbolRef | null {
    const symbol = origin.names[`${side === "input" ? "in" : "out"}:${ref.model}`];
    if (symbol === undefined) return null;
    return symbol.from === null ? { ...symbol, from: origin.path } : symbol;
  }

  node(ref: RefSchema, side: Side, origin: Origin): ModelNode | null {
    const symbol = this.symbol(ref, side, origin);
    return symbol === null ? null : (this.#nodes.get(`${symbol.from}:${symbol.name}`) ?? null);
  }

  /** The model that a file declares under a name. */
  declared(path: string, name: string): ModelNode | null {
    return this.#nodes.get(`${path}:${name}`) ?? null;
  }

  /** Whether an alias of this model would be circular: it reaches itself through unions, intersections and references alone. */
  isCyclic(node: ModelNode): boolean {
    this.#cyclic ??= this.#findCycles();
    return this.#cyclic.has(node);
  }

  /** Peels off every node without successors, then every node without predecessors, until only cycles (and bridges between them) are left. */
  #findCycles(): ReadonlySet<ModelNode> {
    const after = new Map<ModelNode, ModelNode[]>();
    for (const node of this.#nodes.values()) {
      const next = this.#direct(node);
      if (next.length > 0) after.set(node, next);
    }
    const left = peel(after);
    return peel(reverse(after, left), left);
  }

  #direct(node: ModelNode): ModelNode[] {
    const found: ModelNode[] = [];
    const open: Schema[] = [node.view.type.schema];
    for (let schema = open.pop(); schema !== undefined; schema = open.pop()) {
      if (schema.kind === "union" || schema.kind === "all") for (const each of schema.of) open.push(each);
      if (schema.kind !== "ref") continue;
      const next = this.node(schema, node.view.type.side, node);
      if (next !== null) found.push(next);
    }
    return found;
  }
}

type Graph = ReadonlyMap<ModelNode, readonly ModelNode[]>;

function reverse(graph: Graph, within: ReadonlySet<ModelNode>): Graph {
  const reversed = new Map<ModelNode, ModelNode[]>();
  for (const [node, next] of graph) {
    if (!within.has(node)) continue;
    for (const target of next) {
      const list = reversed.get(target);
      if (list === undefined) reversed.set(target, [node]);
      else list.push(node);
    }
  }
  return reversed;
}

/** What stays when nodes without (remaining) successors are taken away again and again. */
function peel(graph: Graph, within?: ReadonlySet<ModelNode>): Set<ModelNode> {
  const left = new Set([...graph.keys()].filter((node) => within === undefined || within.has(node)));
  const waiting = new Map<ModelNode, ModelNode[]>();
  const count = new Map<ModelNode, number>();
  for (const node of left) {
    const next = (graph.get(node) ?? []).filter((target) => left.has(target));
    count.set(node, next.length);
    for (const target of next) {
      const list = waiting.get(target);
      if (list === undefined) waiting.set(target, [node]);
      else list.push(node);
    }
  }
  const done = [...left].filter((node) => count.get(node) === 0);
  for (let node = done.pop(); node !== undefined; node = done.pop()) {
    left.delete(node);
    for (const before of waiting.get(node) ?? []) {
      const remaining = (count.get(before) ?? 0) - 1;
      count.set(before, remaining);
      if (remaining === 0) done.push(before);
    }
  }
  return left;
}
