import type { Proposal } from "./proposal.js";

/** What heads a proposed client.yaml. */
export interface ProposedClient {
  readonly name: string;
  /** As it shall stand under `input`. */
  readonly document: string;
  /** Left out: `openapi`. */
  readonly kind?: "openapi" | "asyncapi";
  /** As they shall stand under `input.overlay`. */
  readonly overlays: readonly string[];
  readonly output: string;
  readonly proposals: readonly Proposal[];
}

/** client.yaml as text: every guess on a line of its own, its reason behind it. Strings are JSON strings, which YAML reads alike. */
export function printConfig(client: ProposedClient): string {
  const lines = [
    "# yaml-language-server: $schema=https://unpkg.com/clientwright/dist/client.schema.json",
    "# What the document can't say. Every line below is a proposal: read it, change it, delete it.",
    `name: ${text(client.name)}`,
    "input:",
    `  ${client.kind ?? "openapi"}: ${text(client.document)}`,
    ...(client.overlays.length === 0 ? [] : [`  overlay: [${client.overlays.map((overlay) => text(overlay)).join(", ")}]`]),
    `output: ${text(client.output)}`,
    ...(client.kind === "asyncapi"
      ? ["# The client is the counterpart of the application that the document describes; where it is that application itself:", "# perspective: application"]
      : []),
  ];
  const byOperation = new Map<string, Proposal[]>();
  for (const proposal of client.proposals) byOperation.set(proposal.operation, [...(byOperation.get(proposal.operation) ?? []), proposal]);
  if (byOperation.size > 0) lines.push("", "operations:");
  for (const [operation, proposals] of byOperation) {
    lines.push(`  ${text(operation)}:`);
    for (const proposal of proposals) lines.push(`    # ${proposal.reason.replaceAll(/\s+/g, " ")}`, `    ${proposal.kind}: ${flow(proposal.value)}`);
  }
  return `${lines.join("\n")}\n`;
}

/** A scalar, quoted only where YAML 1.2 would read it as something else. */
function text(value: string): string {
  const plain = /^[A-Za-z_/.][\w/.-]*$/.test(value) && !/^(true|false|null|yes|no|on|off|\.inf|\.nan)$/i.test(value);
  return plain ? value : JSON.stringify(value);
}

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${text(key)}: ${flow(inner)}`)
      .join(", ")} }`;
  }
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
