// Just enough of Ably's realtime protocol to measure clients: greets, attaches, sends as many messages as the channel's name asks for, and
// acknowledges what is published. One process of its own; `raw` clients get the same frames.

import { WebSocketServer } from "ws";
import { decodeMessagePack } from "../../../runtime/dist/realtime/msgpack/decode.js";
import { encodeMessagePack } from "../../../runtime/dist/realtime/msgpack/encode.js";

const [connected, ack, attach, attached, message] = [4, 1, 10, 11, 15];
const note = "x".repeat(60);
const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
server.on("listening", () => process.send({ port: server.address().port }));
server.on("connection", (socket, request) => {
  const binary = new URL(request.url, "ws://host").searchParams.get("format") === "msgpack";
  const encode = (frame) => (binary ? encodeMessagePack(frame) : JSON.stringify(frame));
  const send = (frame) => socket.send(encode(frame));
  send({
    action: connected,
    connectionId: "c",
    connectionDetails: { connectionKey: "c!k", connectionStateTtl: 120_000, maxIdleInterval: 0, maxMessageSize: 65_536, maxFrameSize: 524_288 },
  });
  socket.on("message", (data, isBinary) => {
    const frame = isBinary ? decodeMessagePack(data) : JSON.parse(data);
    if (frame.action === attach) {
      send({ action: attached, channel: frame.channel, channelSerial: "s0", flags: 15 << 16 });
      const [, wanted, perFrame] = frame.channel.split(":");
      if (wanted !== undefined) stream(socket, encode, frame.channel, Number(wanted), Number(perFrame));
    } else if (frame.action === message) {
      const serials = frame.messages.map((_, index) => `${frame.msgSerial}:${index}`);
      send({ action: ack, msgSerial: frame.msgSerial, count: 1, res: [{ serials }] });
    }
  });
});

/** `wanted` messages, so many a frame, as fast as they are taken. */
function stream(socket, encode, channel, wanted, perFrame) {
  let id = 0;
  const frame = () => {
    const start = id;
    const messages = Array.from({ length: Math.min(perFrame, wanted - id) }, () => ({ name: "m", data: JSON.stringify({ id: id++, note }), encoding: "json" }));
    return encode({ action: message, channel, id: `c:${start}`, connectionId: "other", channelSerial: `s${start}`, timestamp: 1_700_000_000_000, messages });
  };
  const more = () => {
    if (socket.readyState !== socket.OPEN) return;
    for (let count = 0; count < 500 && id < wanted; count += 1) socket.send(frame());
    if (id < wanted) socket.bufferedAmount > 1e6 ? setTimeout(more, 2) : setImmediate(more);
  };
  more();
}
