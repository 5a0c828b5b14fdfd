import type { Route } from "./bus.js";
import type { Frames, Framing, FramingSession, SessionHost } from "./framing.js";
import { jsonFraming } from "./protocols/json/json-framing.js";
import type { JsonFramingSettings } from "./protocols/json/settings.js";
import { wideMarks } from "./wide-marks.js";

/** `jsonFraming` whose whole numbers beyond 2^53 keep their digits: they are bigint in messages, both ways. Frames of bytes are left as they are. */
export const losslessFraming = (settings: JsonFramingSettings = {}): Framing => lossless(jsonFraming(settings));

/** A framing of JSON texts with wide integers in what it carries: its session sees them as texts that no document holds by chance. */
function lossless(framing: Framing): Framing {
  return { ...framing, session: (route, host) => wideSession(framing, route, host) };
}

function wideSession(framing: Framing, route: Route | null, host: SessionHost): FramingSession {
  const mark = `wide-${crypto.randomUUID()}-`;
  const { read, written, value, text, sent } = wideMarks(mark);
  const session = framing.session(route, { ...host, send: (frame) => host.send(written(frame)) });
  const all = (frames: Frames): Frames => (typeof frames === "string" || frames instanceof Uint8Array ? written(frames) : frames.map(written));
  const some = (frames: Frames | null): Frames | null => frames && all(frames);
  return {
    readyOn: session.readyOn,
    confirmsSubscriptions: session.confirmsSubscriptions,
    get resumes() {
      return session.resumes;
    },
    request: (request) => {
      const made = session.request(request);
      return { ...made, url: made.url.replaceAll(mark, "") };
    },
    greet: (...about) => session.greet(...about).map(written),
    receive: (frame, sink) =>
      session.receive(read(frame), {
        ...sink,
        message: (key, { payload, headers, id, correlationId, ...message }) =>
          sink.message(key, {
            ...message,
            payload: value(payload),
            headers: value(headers) as typeof headers, // an object stays one
            id: text(id),
            correlationId: text(correlationId),
          }),
        acknowledged: (id, answer) => sink.acknowledged(id, value(answer)),
      }),
    subscribe: (own) => some(session.subscribe(own)),
    unsubscribe: (own) => some(session.unsubscribe(own)),
    publish: (own, message, id) => all(session.publish(own, { ...message, payload: sent(message.payload) }, id)),
    ping: () => session.ping(),
    reauthenticate: (credential) => session.reauthenticate(credential),
  };
}
