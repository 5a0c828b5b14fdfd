import { allows } from "../../realtime/protocols/ably/auth/capability.js";
import type { ErrorInfo, WireMessage } from "../../realtime/protocols/ably/message/frames.js";
import { type Answer, type Asked, granted, type Route } from "./asked.js";
import type { Grant } from "./mock-app.js";
import { checkName } from "./mock-channel.js";
import { MockError } from "./mock-error.js";
import { publishTo } from "./publishing.js";
import { outgoing } from "./stored.js";

/** Requests about many channels at once: `POST /messages`, `GET /presence`. */
export const batchRoutes: readonly Route[] = [
  ["POST", /^\/messages$/, batchPublish],
  ["GET", /^\/presence$/, batchPresence],
];

interface Spec {
  readonly channels: string | readonly string[];
  readonly messages: WireMessage | readonly WireMessage[];
}

type Result = { readonly channel: string } & ({ readonly error: ErrorInfo } | Readonly<Record<string, unknown>>);

/** One result for each spec; in versions before 3 a flat list, and partial failure is an error. */
async function batchPublish(asked: Asked): Promise<Answer> {
  const grant = await granted(asked);
  const specs = [asked.body].flat() as readonly Spec[]; // one, or a list
  const answers = specs.map(({ channels, messages }) => {
    const list = [messages].flat() as readonly WireMessage[];
    return [channels].flat().map((channel) =>
      attempt({ grant, channel: String(channel), operation: "publish" }, (name) => {
        const { messageId, serials } = publishTo(grant.app.channel(name), list, { asked, grant });
        return { messageId, serials };
      }),
    );
  });
  if (Number(asked.request.headers["x-ably-version"] ?? 1) < 3) return flat(answers.flat());
  const results = answers.map(counted);
  return { status: 201, value: Array.isArray(asked.body) ? results : results[0] };
}

async function batchPresence(asked: Asked): Promise<Answer> {
  const grant = await granted(asked);
  const channels = (asked.query.get("channels") ?? "").split(",").filter((name) => name !== "");
  const results = channels.map((channel) =>
    attempt({ grant, channel, operation: "presence" }, (name) => ({
      presence: [...grant.app.channel(name).members.values()].map((member) => outgoing(member, asked.json ? "json" : "msgpack")),
    })),
  );
  return { value: counted(results) };
}

function attempt(
  { grant, channel, operation }: { readonly grant: Grant; readonly channel: string; readonly operation: string },
  run: (channel: string) => Readonly<Record<string, unknown>>,
): Result {
  try {
    checkName(channel);
    if (!allows(grant.capability, channel, operation)) throw new MockError(40160, `No ${operation} on ${channel}`, 401);
    return { channel, ...run(channel) };
  } catch (error) {
    if (!(error instanceof MockError)) throw error;
    return { channel, error: error.info };
  }
}

function counted(results: readonly Result[]): { readonly successCount: number; readonly failureCount: number; readonly results: readonly Result[] } {
  const failureCount = results.filter((result) => "error" in result).length;
  return { successCount: results.length - failureCount, failureCount, results };
}

function flat(results: readonly Result[]): Answer {
  if (!results.some((result) => "error" in result)) return { status: 201, value: results };
  const { info } = new MockError(40020, "Batched response includes errors");
  return { status: 400, value: { error: info, batchResponse: results }, error: info };
}
