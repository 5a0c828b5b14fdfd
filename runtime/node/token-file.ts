import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Token, TokenStore } from "../auth/token.js";

/**
 * Keeps a token in a file that only its owner may read, so that the next process needs no new one. Give each account a file of
 * its own. A file that can't be read as a token counts as none.
 */
export function tokenFile(path: string): TokenStore {
  return {
    async load() {
      try {
        const token: Token | null = JSON.parse(await readFile(path, "utf8"));
        return typeof token?.accessToken === "string" ? token : null;
      } catch {
        return null;
      }
    },
    async save(token) {
      await mkdir(dirname(path), { recursive: true });
      const part = `${path}.${randomUUID()}`;
      await writeFile(part, JSON.stringify(token), { mode: 0o600 });
      await rename(part, path);
    },
  };
}
