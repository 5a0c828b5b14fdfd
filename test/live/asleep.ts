import { Worker } from "node:worker_threads";

/** Connects, sends the bytes, and leaves when the server has answered to the last of them. */
const sender = `
  const { parentPort, workerData: { port, bytes, last } } = require("node:worker_threads");
  const socket = require("node:net").connect(port, "127.0.0.1", () => parentPort.postMessage("ready"));
  let heard = "";
  socket.on("data", (chunk) => { heard = (heard + chunk).slice(-4096); if (heard.endsWith(last)) socket.destroy(); });
  parentPort.once("message", () => socket.write(bytes));
`;

/** What another client sends meanwhile: bytes of the broker's protocol, and the end of the broker's answers to them. */
export interface Sent {
  readonly port: number;
  readonly bytes: string;
  readonly last: string;
}

/** This thread does nothing for a while, so that none of its sockets is read, and another client sends. Resolves after that. */
export async function asleep(milliseconds: number, sent: Sent): Promise<void> {
  const worker = new Worker(sender, { eval: true, workerData: sent, execArgv: [] });
  await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  worker.postMessage("go");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
  await worker.terminate();
}
