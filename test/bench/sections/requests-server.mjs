// The server of section 5, a process of its own: 1 KB of JSON for every request.
import { createServer } from "node:http";

const payload = JSON.stringify({ id: 1, name: "x".repeat(940), tags: ["a", "b"], ok: true });
const server = createServer((request, response) => {
  request.resume();
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(payload) });
  response.end(payload);
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.send?.({ port: server.address().port }));
process.on("disconnect", () => process.exit(0));
