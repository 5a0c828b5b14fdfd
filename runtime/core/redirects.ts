import type { Call, Middleware, Send, WireReply } from "./call.js";
import { ConnectionError } from "./errors.js";
import { looksSecret } from "./redact.js";
import { describeCall } from "./watch.js";

/**
 * Follows redirects where the network layer does not: undici, and fetch for calls with secret headers. On the way to another
 * origin it drops everything that names the caller. 20 at most.
 * In browsers such redirects are opaque: the call fails with a ConnectionError, and no header is ever sent elsewhere.
 */
export const redirects: Middleware = (next) => (call) => {
  const isGuarded = call.secrets || !Object.keys(call.headers).some(looksSecret);
  return follow(next, isGuarded ? call : { ...call, secrets: Object.keys(call.headers).filter(looksSecret) }, 20);
};

async function follow(next: Send, call: Call, left: number): Promise<WireReply> {
  const reply = await next(call);
  const { status } = reply;
  if (/^[245]/.test(`${status}`)) return reply;
  const location = reply.headers.get("location");
  if (status === 0)
    throw new ConnectionError(`${describeCall(call)}: redirected where this platform does not show`, { remedy: "Use the address that it redirects to." });
  if (!/30[12378]/.test(`${status}`) || !location) return reply;
  await reply.cancel();
  if (!left) throw new ConnectionError(`${describeCall(call)}: too many redirects`);
  return follow(next, redirected(call, new URL(location, call.url), status), left - 1);
}

function redirected(call: Call, to: URL, status: number): Call {
  const { secrets = [] } = call;
  const toGet = (status === 303 && call.method !== "HEAD") || (status < 303 && call.method === "POST");
  if (!toGet && !call.replayable) throw new ConnectionError(`${describeCall(call)}: redirected, and its body can't be sent twice`);
  const leaves = to.origin !== new URL(call.url).origin;
  if (!/^https?:$/.test(to.protocol)) throw new ConnectionError(`${describeCall(call)}: redirected to ${to.protocol}, which is no address of the web`);
  // Keys that the caller put among the headers are known by their names only.
  const isDropped = (name: string): boolean => (toGet && /^content-/.test(name)) || (leaves && (secrets.includes(name) || looksSecret(name)));
  const headers = Object.fromEntries(Object.entries(call.headers).filter(([name]) => !isDropped(name)));
  return { ...call, url: to.href, headers, ...(toGet && { method: "GET", body: null }), ...(leaves && { secrets: [""] }) };
}
