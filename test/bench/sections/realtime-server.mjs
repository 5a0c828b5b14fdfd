// Sends as many messages as asked, as fast as they are taken; acknowledges what is published. One process of its own.
import { WebSocketServer } from "ws";

const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
server.on("listening", () => process.send({ port: server.address().port }));
server.on("connection", (socket, request) => {
  const { searchParams } = new URL(request.url, "ws://host");
  const wanted = Number(searchParams.get("messages"));
  const note = "x".repeat(60);
  let id = 0;
  const message = () => `{"op":"message","channel":"c","id":"m${id}","seq":${id},"data":{"id":${id++},"note":"${note}"}}`;
  const more = () => {
    if (socket.readyState !== socket.OPEN) return;
    for (let count = 0; count < 500 && id < wanted; count += 1) socket.send(message());
    if (id < wanted) socket.bufferedAmount > 1e6 ? setTimeout(more, 2) : setImmediate(more);
  };
  socket.on("message", (data) => {
    const frame = JSON.parse(data);
    if (frame.op === "hello") socket.send('{"op":"ready"}');
    if (frame.op === "subscribe") {
      socket.send('{"op":"subscribed","channel":"c"}');
      more();
    }
    if (frame.op === "publish") socket.send(`{"op":"ack","id":"${frame.id}"}`);
  });
});
