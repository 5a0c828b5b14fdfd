import type { Frame, Link, LinkEvents, OpenRequest, Transport } from "../../runtime/realtime/transport.js";

/** One link of a fake transport, driven by the test. */
export interface FakeLink {
  readonly request: OpenRequest;
  readonly sent: Frame[];
  /** `opening` and `open` are links that are held; the client may have said `closing`. */
  state: "opening" | "open" | "closing" | "over";
  open(): void;
  say(frame: Frame): void;
  end(code?: number, status?: number): void;
}

/** A transport without a network: each link is in `links`, and does what the test says. */
export function fakeTransport(): Transport & { readonly links: readonly FakeLink[]; held(): readonly FakeLink[] } {
  const links: FakeLink[] = [];
  return {
    sendsHeaders: true,
    seesPings: true,
    links,
    held: () => links.filter(({ state }) => state !== "over"),
    open(request: OpenRequest, events: LinkEvents): Link {
      const link = fakeLink(request, events);
      links.push(link);
      return {
        buffered: 0,
        send: (frame) => {
          if (link.state === "open") link.sent.push(frame);
        },
        close: () => {
          if (link.state !== "over") link.state = "closing";
        },
        terminate: () => {
          link.state = "over";
          queueMicrotask(() => events.closed({ code: 1006, reason: "", status: null, cause: null }));
        },
        ping: () => true,
        pause: () => true,
        resume: () => undefined,
      };
    },
  };
}

function fakeLink(request: OpenRequest, events: LinkEvents): FakeLink {
  const link: FakeLink = {
    request,
    sent: [],
    state: "opening",
    open() {
      if (link.state !== "opening") return;
      link.state = "open";
      events.opened("");
    },
    say(frame) {
      if (link.state === "open" || link.state === "closing") events.frame(frame);
    },
    end(code = 1006, status) {
      if (link.state === "over") return;
      link.state = "over";
      events.closed({ code, reason: "", status: status ?? null, cause: null });
    },
  };
  return link;
}
