import { toBase64, toUtf8 } from "../../../../../runtime/realtime/protocols/ably/message/bytes.js";
import { memoryFetch } from "../../../../../runtime/testing/ably/memory-transport.js";
import { MockAbly } from "../../../../../runtime/testing/ably/mock-ably.js";
import type { AppSpec } from "../../../../../runtime/testing/ably/mock-app.js";
import type { MockAblyOptions } from "../../../../../runtime/testing/ably/options.js";
import { type FakeClock, fakeClock } from "../../../../support/clock.js";

/** What goes with a request. */
export interface Asking {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The number of the key. */
  readonly as?: number;
  readonly anonymous?: boolean;
}

/** What a request is answered with. */
export interface Answered {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** A mock with an app on a clock that stands still, asked over HTTP as the app's keys. */
export function asking({ app: spec = {}, ...options }: Omit<MockAblyOptions, "clock"> & { readonly app?: AppSpec } = {}) {
  const clock: FakeClock = fakeClock();
  const mock = new MockAbly({ ...options, clock });
  const app = mock.createApp(spec);
  const fetched = memoryFetch(mock);
  const key = (index = 0): string => `${app.keys[index]?.name}:${app.keys[index]?.secret}`;
  /** A request as the first key, or with other headers. */
  const ask = async (method: string, path: string, { body, headers, as = 0, anonymous = false }: Asking = {}): Promise<Answered> => {
    const reply = await fetched(`http://mock${path}`, {
      method,
      headers: {
        ...(!anonymous && { authorization: `Basic ${toBase64(toUtf8(key(as)))}` }),
        "x-ably-version": "6",
        "content-type": "application/json",
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    return { status: reply.status, body: text === "" ? null : JSON.parse(text), headers: reply.headers };
  };
  return { clock, mock, app, key, ask };
}

/** Where the `next` link of an answer leads, under a folder; null where it is the last. */
export function nextOf({ headers }: Answered, folder: string): string | null {
  const link = (headers.get("link") ?? "").split(", ").find((each) => each.endsWith('rel="next"'));
  const [, relative] = /<\.\/([^>]*)>/.exec(link ?? "") ?? [];
  return relative === undefined ? null : `${folder}/${relative}`;
}
