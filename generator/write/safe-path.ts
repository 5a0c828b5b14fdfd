import { lstat, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Diagnostic, problem } from "../diagnostics.js";

/** Whether a path of the output stays inside its folder, on every system: plain names, forward slashes, nothing of `custom/`. */
export function isSafePath(path: string): boolean {
  const parts = path.split("/");
  return parts[0] !== "custom" && parts.every((part) => isSafeName(part));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are refused
const ODD = /[\u0000-\u001f<>:"|?*\\]/;
const RESERVED = /^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$)(?:\.|$)/i;

const isSafeName = (name: string): boolean =>
  name !== "" && name !== "." && name !== ".." && !ODD.test(name) && !RESERVED.test(name) && !/[. ]$/.test(name) && Buffer.byteLength(name) <= 200;

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

/** Why a folder can't hold the output: it, or what it shall lie in, is a file or a link that leads nowhere. Null when all is well. */
export async function unusableFolder(folder: string): Promise<Diagnostic | null> {
  for (let path = folder; ; path = dirname(path)) {
    const found = await stat(path).catch(() => null);
    if (found?.isDirectory()) return null;
    const what = found !== null ? "a file" : (await isLink(path)) ? "a link that leads nowhere" : null;
    if (what !== null) return problem("output-not-a-folder", path, `The output can't go there: it is ${what}, not a folder.`, "Name another output folder.");
    if (path === dirname(path)) return null;
  }
}

const isLink = (path: string): Promise<boolean> =>
  lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
