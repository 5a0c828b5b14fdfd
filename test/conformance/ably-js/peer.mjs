// Ably's own client in a process of its own: takes commands as JSON lines, answers each with one. Bytes stand as { $bytes: base64 }.
import { createInterface } from "node:readline";
import * as Ably from "ably";
import { LiveCounter, LiveMap, LiveObjects } from "ably/liveobjects";

const packed = (value) => (Buffer.isBuffer(value) || value instanceof Uint8Array ? { $bytes: Buffer.from(value).toString("base64") } : value);
const unpacked = (value) => (value?.$bytes === undefined ? value : Buffer.from(value.$bytes, "base64"));

let client = null;
const heard = [];
const states = [];

const commands = {
  connect: async ({ options }) => {
    client = new Ably.Realtime({ logLevel: 0, plugins: { LiveObjects }, ...options });
    client.connection.on(function told() {
      states.push(this.event);
    });
    await reached("connected");
    return { id: client.connection.id };
  },
  until: async ({ state }) => reached(state),
  subscribe: async ({ channel, options }) => {
    const room = client.channels.get(channel, options?.cipher ? { ...options, cipher: { key: options.cipher } } : options);
    await room.subscribe((message) =>
      heard.push({
        channel,
        name: message.name,
        data: packed(message.data),
        clientId: message.clientId,
        serial: message.serial,
        encoding: message.encoding ?? null,
      }),
    );
    return { state: room.state, modes: room.modes };
  },
  publish: async ({ channel, name, data }) => client.channels.get(channel).publish(name, unpacked(data)),
  enter: async ({ channel, data }) => client.channels.get(channel).presence.enter(unpacked(data)),
  members: async ({ channel }) => (await client.channels.get(channel).presence.get()).map(({ clientId, data }) => ({ clientId, data: packed(data) })),
  history: async ({ channel, params }) => {
    const pages = [];
    for (let page = await client.channels.get(channel).history(params); page !== null; page = page.hasNext() ? await page.next() : null)
      pages.push(page.items.map(({ data }) => packed(data)));
    return pages;
  },
  // What a chain of calls on the connected client, or on one of REST, gives: [["channels.get", "room"], ["publish", "n", "data"]].
  chain: async ({ steps }) => walked(client, steps),
  rest: async ({ options, steps }) => walked(new Ably.Rest({ logLevel: 0, plugins: { LiveObjects }, ...options }), steps),
  recoveryKey: async () => client.connection.createRecoveryKey(),
  authorize: async ({ params }) => client.auth.authorize(params),
  tokenRequest: async ({ params }) => client.auth.createTokenRequest(params),
  heard: async () => heard.splice(0),
  states: async () => states.splice(0),
  release: async ({ channel }) => client.channels.get(channel).detach(),
  close: async () => {
    client.close();
    await reached("closed");
  },
};

async function walked(start, steps) {
  let value = start;
  for (const [path, ...args] of steps) {
    const names = path.split(".");
    const name = names.pop();
    const owner = names.reduce((each, part) => each[part], value);
    value = await (typeof owner[name] === "function" ? owner[name](...args.map(given)) : owner[name]);
  }
  return told(value);
}

const given = (value) =>
  value?.$counter !== undefined ? LiveCounter.create(value.$counter) : value?.$map !== undefined ? LiveMap.create(value.$map) : unpacked(value);

/** Pages as their items, and whether there is another; bytes anywhere as base64. */
function told(value) {
  if (value?.items !== undefined)
    return { items: told(value.items), next: value.hasNext(), ...(value.statusCode && { status: value.statusCode, errorCode: value.errorCode }) };
  if (Buffer.isBuffer(value) || value instanceof Uint8Array || typeof value !== "object" || value === null) return packed(value);
  if (Array.isArray(value)) return value.map(told);
  const plain = Object.entries(value).filter(([key, each]) => !key.startsWith("_") && typeof each !== "function");
  return Object.fromEntries(plain.map(([key, each]) => [key, told(each)]));
}

function reached(state) {
  return client.connection.state === state ? Promise.resolve() : new Promise((resolve) => client.connection.once(state, resolve));
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, command, ...input } = JSON.parse(line);
  // Not awaited: a command may wait for what a later one brings about.
  commands[command](input).then(
    (value) => console.log(JSON.stringify({ id, value: value ?? null })),
    (error) => console.log(JSON.stringify({ id, error: { code: error.code ?? 0, statusCode: error.statusCode ?? 0, message: error.message } })),
  );
}
process.exit(0);
