import { allows } from "../../realtime/protocols/ably/auth/capability.js";
import type { WireMessage } from "../../realtime/protocols/ably/message/frames.js";
import { type Answer, type Asked, granted, page, type Route } from "./asked.js";
import type { Grant, MockApp } from "./mock-app.js";
import type { MockChannel } from "./mock-channel.js";
import { MockError } from "./mock-error.js";
import { fits, type PushDevice, type PushFilter, type PushRecipient, type PushSubscription } from "./push-devices.js";

/** Push notifications: devices, what they are subscribed to, and publishing to them. */
export const pushRoutes: readonly Route[] = [
  ["POST", /^\/push\/publish$/, publish],
  ["POST", /^\/push\/batch\/publish$/, publishBatch],
  ["GET", /^\/push\/deviceRegistrations$/, listDevices],
  ["POST", /^\/push\/deviceRegistrations$/, (asked) => register(asked)],
  ["PUT", /^\/push\/deviceRegistrations\/([^/]+)$/, register],
  ["PATCH", /^\/push\/deviceRegistrations\/([^/]+)$/, patchDevice],
  ["GET", /^\/push\/deviceRegistrations\/([^/]+)$/, async (asked, id) => ({ value: device(await pusher(asked), id) })],
  ["DELETE", /^\/push\/deviceRegistrations$/, (asked) => removeDevices(asked)],
  ["DELETE", /^\/push\/deviceRegistrations\/([^/]+)$/, removeDevices],
  ["GET", /^\/push\/channelSubscriptions$/, listSubscriptions],
  ["POST", /^\/push\/channelSubscriptions$/, subscribe],
  ["DELETE", /^\/push\/channelSubscriptions$/, unsubscribe],
  ["GET", /^\/push\/channels$/, listChannels],
];

const platforms = ["android", "browser", "ios"];
const formFactors = ["phone", "tablet", "desktop", "tv", "watch", "car", "embedded", "other"];

/** Pushes messages that ask for it (`extras.push`) to whoever is subscribed to the channel. */
export function notify(app: MockApp, channel: MockChannel, messages: readonly WireMessage[]): void {
  for (const { extras } of messages)
    if (extras?.push)
      for (const { deviceId, clientId } of app.devices.subscriptions({ channel: channel.name }))
        deliver(app, { ...(deviceId && { deviceId }), ...(clientId && { clientId }) }, extras.push);
}

function deliver(app: MockApp, recipient: PushRecipient, payload: unknown): void {
  for (const { transportType, channel: name } of app.devices.recipients(recipient)) {
    if (transportType !== "ablyChannel" || name === undefined) continue;
    const channel = app.channel(name);
    channel.tell(
      channel.append({
        id: `push-${channel.log.length}`,
        connectionId: "",
        messages: [{ name: "__ably_push__", data: JSON.stringify(payload) }],
        presence: [],
      }),
    );
  }
}

async function publish(asked: Asked): Promise<Answer> {
  const { app } = await pusher(asked);
  const { recipient, ...payload } = asked.body as { readonly recipient?: PushRecipient };
  if (recipient === undefined || Object.keys(recipient).length === 0) throw new MockError(40000, "A push needs a recipient");
  deliver(app, recipient, payload);
  return { status: 204, value: null };
}

async function publishBatch(asked: Asked): Promise<Answer> {
  const { app } = await pusher(asked);
  const list = [asked.body].flat() as readonly { readonly recipient: PushRecipient; readonly payload: unknown }[];
  for (const { recipient, payload } of list) deliver(app, recipient, payload);
  return { status: 200, value: [] };
}

/** Who may have to do with push: keys and tokens with `push-admin` or `push-subscribe` somewhere. Throws 40160 for others. */
export async function pusher(asked: Asked): Promise<Grant> {
  const grant = await granted(asked);
  const may = Object.values(grant.capability).some((operations) => operations.some((each) => each === "*" || each.startsWith("push-")));
  if (!may) throw new MockError(40160, "No push-admin", 401);
  return grant;
}

function device({ app }: Grant, id = ""): PushDevice {
  const found = app.devices.devices.get(id);
  if (found === undefined) throw new MockError(40400, `No such device: ${id}`, 404);
  return found;
}

/** Saves a device; whoever registers itself is given a token to speak for it. */
async function register(asked: Asked, id?: string): Promise<Answer> {
  const grant = await pusher(asked);
  const given = asked.body as PushDevice;
  if (id !== undefined && given.id !== id) throw new MockError(40000, "The device's id is not the path's");
  if (!platforms.includes(given.platform ?? "")) throw new MockError(40000, `No such platform: ${given.platform}`);
  if (!formFactors.includes(given.formFactor ?? "")) throw new MockError(40000, `No such form factor: ${given.formFactor}`);
  const clientId = given.clientId ?? (grant.clientId === "*" ? null : grant.clientId);
  const saved = { ...given, ...(clientId && { clientId }), push: { ...given.push, state: "ACTIVE" } };
  const capability = JSON.stringify({ "*": ["push-subscribe"] });
  const deviceIdentityToken = await grant.app.issue(
    { ...grant.key, capability: { "*": ["*"] } },
    { capability, ttl: 86_400_000, ...(clientId && { clientId }) },
    true,
  );
  grant.app.devices.devices.set(saved.id, saved);
  if (saved.deviceSecret !== undefined) grant.app.devices.tokens.set(saved.deviceSecret, deviceIdentityToken.token);
  return { status: 201, value: { ...saved, deviceIdentityToken } };
}

async function patchDevice(asked: Asked, id = ""): Promise<Answer> {
  const grant = await pusher(asked);
  const before = device(grant, id);
  const given = asked.body as Partial<PushDevice>;
  const saved = { ...before, ...given, id, push: { ...before.push, ...given.push } };
  grant.app.devices.devices.set(id, saved);
  return { value: saved };
}

async function listDevices(asked: Asked): Promise<Answer> {
  const { app } = await pusher(asked);
  const { deviceId, ...filter } = filterOf(asked);
  const found = [...app.devices.devices.values()].filter((each) => fits(each, filter) && (deviceId ?? each.id) === each.id);
  return page(asked, found, { last: "deviceRegistrations" });
}

async function removeDevices(asked: Asked, id?: string): Promise<Answer> {
  const { app } = await pusher(asked);
  const { deviceId = id, clientId } = filterOf(asked);
  if (deviceId === undefined && clientId === undefined) throw new MockError(40000, "A deviceId or a clientId is needed");
  for (const each of [...app.devices.devices.values()])
    if ((deviceId ?? each.id) === each.id && (clientId ?? each.clientId) === each.clientId) {
      app.devices.devices.delete(each.id);
      app.devices.unsubscribe({ deviceId: each.id });
    }
  return { status: 204, value: null };
}

function filterOf({ query }: Asked): PushFilter {
  return Object.fromEntries([...query].filter(([name]) => ["channel", "deviceId", "clientId"].includes(name)));
}

/** With `concatFilters` a subscription by device or by client fits. */
async function listSubscriptions(asked: Asked): Promise<Answer> {
  const { app } = await pusher(asked);
  const { deviceId, clientId, ...rest } = filterOf(asked);
  const either = asked.query.get("concatFilters") === "true" && deviceId !== undefined && clientId !== undefined;
  const found = either
    ? [...app.devices.subscriptions({ ...rest, deviceId }), ...app.devices.subscriptions({ ...rest, clientId })]
    : app.devices.subscriptions(filterOf(asked));
  return page(asked, found, { last: "channelSubscriptions" });
}

async function subscribe(asked: Asked): Promise<Answer> {
  const { app, capability } = await pusher(asked);
  const { channel, deviceId, clientId } = asked.body as PushSubscription;
  if ((deviceId === undefined) === (clientId === undefined)) throw new MockError(40000, "Either a deviceId or a clientId is needed");
  if (!allows(capability, channel, "push-admin") && !allows(capability, channel, "push-subscribe"))
    throw new MockError(40160, `No push-subscribe on ${channel}`, 401);
  if (!app.isPushEnabled(channel)) throw new MockError(40100, `Push is not enabled for ${channel}`, 401);
  if (deviceId !== undefined && !app.devices.devices.has(deviceId)) throw new MockError(40400, `No such device: ${deviceId}`, 404);
  const subscription = { channel, ...(deviceId !== undefined && { deviceId }), ...(clientId !== undefined && { clientId }) };
  app.devices.subscribe(subscription);
  return { status: 201, value: subscription };
}

async function unsubscribe(asked: Asked): Promise<Answer> {
  const { app } = await pusher(asked);
  const filter = filterOf(asked);
  if (Object.keys(filter).length === 0) throw new MockError(40000, "A channel, a deviceId or a clientId is needed");
  app.devices.unsubscribe(filter);
  return { status: 204, value: null };
}

async function listChannels(asked: Asked): Promise<Answer> {
  const { app } = await pusher(asked);
  return page(asked, [...new Set(app.devices.subscriptions({}).map(({ channel }) => channel))].sort(), { last: "channels" });
}
