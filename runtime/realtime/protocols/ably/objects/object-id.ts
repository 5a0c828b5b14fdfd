import { randomText, toBase64, toUtf8 } from "../message/bytes.js";

/** What an object is made with: its id is a digest of what it begins as, so that nobody can make another one of the same id (RTO14). */
export async function objectIdOf(
  kind: "map" | "counter",
  initial: object,
  now: number,
): Promise<{ readonly objectId: string; readonly initialValue: string; readonly nonce: string }> {
  const [initialValue, nonce] = [JSON.stringify(initial), randomText(16)];
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", toUtf8(`${initialValue}:${nonce}`)));
  const hash = toBase64(digest).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return { objectId: `${kind}:${hash}@${now}`, initialValue, nonce };
}
