import { lstat } from "node:fs/promises";
import { join } from "node:path";

/** Whether a path of the output stays inside its folder, on every system: plain names, forward slashes, nothing of `custom/`. */
export function isSafePath(path: string): boolean {
  const parts = path.split("/");
  return parts[0] !== "custom" && parts.every((part) => isSafeName(part));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are refused
const ODD = /[\u0000-\u001f<>:"|?*\\]/;
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

const isSafeName = (name: string): boolean =>
  name !== "" && name !== "." && name !== ".." && !ODD.test(name) && !RESERVED.test(name) && !/[. ]$/.test(name) && name.length <= 200;

/** The first folder between the output folder and a file that is a link (or no folder at all); null when all is well. */
export async function linkedFolder(root: string, path: string): Promise<string | null> {
  const parts = path.split("/").slice(0, -1);
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const folder = parts.slice(0, depth).join("/");
    const found = await lstat(join(root, folder)).catch(() => null);
    if (found === null) return null;
    if (!found.isDirectory()) return folder;
  }
  return null;
}
