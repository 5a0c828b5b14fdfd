import type { LinkEvents, Transport } from "../../realtime/transport.js";
import type { MockAbly } from "./mock-ably.js";
import { answerHttp } from "./mock-http.js";

/** Links to a mock in the same process: no socket, so that tests drive time. Frames pass one after the other, in later turns. */
export function memoryTransport(
  mock: MockAbly,
  { sendsHeaders = false, seesPings = false }: { readonly sendsHeaders?: boolean; readonly seesPings?: boolean } = {},
): Transport {
  return {
    sendsHeaders,
    seesPings,
    open({ url, headers = {} }, events: LinkEvents) {
      let closed = false;
      const knock = mock.knock({ query: Object.fromEntries(new URL(url).searchParams), headers });
      const end = (code: number, reason = ""): void => {
        if (closed) return;
        closed = true;
        queueMicrotask(() => {
          session?.closed();
          events.closed({ code, reason, status: knock.rejected, cause: null });
        });
      };
      const session =
        knock.rejected === null
          ? knock.enter({
              send: (frame) => void (closed || queueMicrotask(() => events.frame(frame))),
              close: (code = 1000, reason = "") => queueMicrotask(() => end(code, reason)),
              cut: () => end(1006),
              ping: () => void (closed || !seesPings || queueMicrotask(() => events.alive())),
            })
          : null;
      if (session === null) end(1006);
      queueMicrotask(() => closed || events.opened(""));
      return {
        buffered: 0,
        send: (frame) => void (closed || queueMicrotask(() => session?.frame(frame))),
        close: () => end(1000),
        terminate: () => end(1006),
        ping: () => false,
        pause: () => false,
        resume: () => undefined,
      };
    },
  };
}

/** A fetch that reaches the mock in the same process. */
export function memoryFetch(mock: MockAbly): typeof fetch {
  return async (...given) => {
    const request = new Request(...given);
    const { pathname, search, host } = new URL(request.url);
    const reply = await answerHttp(mock, {
      method: request.method,
      url: pathname + search,
      headers: { host, ...Object.fromEntries(request.headers) },
      body: new Uint8Array(await request.arrayBuffer()),
    });
    if (reply === "cut") throw new TypeError("fetch failed");
    const headers = new Headers();
    for (const [name, value] of Object.entries(reply.headers)) for (const each of [value].flat()) headers.append(name, each);
    return new Response(reply.status === 204 ? null : (reply.body as string), { status: reply.status, headers }); // bytes or text, whatever the Response takes
  };
}
