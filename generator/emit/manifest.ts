import { createHash } from "node:crypto";
import type { Manifest } from "../plan/views.js";
import type { EmittedFile } from "./emitted-file.js";

/** Fingerprint of a file's text, as the manifest keeps it. */
export const fingerprint = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);

/** `manifest.json`: what the plan locks, and a fingerprint of every file; a list of names stays one entry a line. */
export function printManifest(manifest: Manifest, files: readonly EmittedFile[]): string {
  const hashes = Object.fromEntries(files.map((file) => [file.path, fingerprint(file.text)]));
  const rows = Object.entries({ ...manifest, files: { ...manifest.files, ...hashes } }).map(([key, value]) => `  ${JSON.stringify(key)}: ${printEntry(value)}`);
  return `{\n${rows.join(",\n")}\n}\n`;
}

function printEntry(value: unknown): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return JSON.stringify(value) ?? "null";
  const rows = Object.entries(value).map(([key, entry]) => `    ${JSON.stringify(key)}: ${JSON.stringify(entry) ?? "null"}`);
  return rows.length === 0 ? "{}" : `{\n${rows.join(",\n")}\n  }`;
}
