import type { ChannelModel, Options, SocketOptions } from "amqplib";
import type { ClientError } from "../../core/errors.js";
import type { BrokerLogin } from "../../realtime/broker-credentials.js";
import type { BusMaker, BusSetting } from "../../realtime/bus-maker.js";
import type { Broker } from "../broker.js";
import { brokerBus } from "../broker-bus.js";
import { hopeless, noConnection, refusedLogin, tlsFailure, wordsOf } from "../failures.js";
import { optionalPackage } from "../optional-package.js";
import { AmqpLink, replyQueue } from "./amqp-link.js";
import type { AmqpBusOptions } from "./options.js";
import { keyOf, placeOf } from "./place.js";
import { checkMessage } from "./properties.js";

/** Channels over AMQP 0-9-1 (RabbitMQ) by the npm package `amqplib`. PROTOCOL.md beside it says what the document's bindings mean. */
export function amqpBus(options: AmqpBusOptions = {}): BusMaker {
  return brokerBus("amqp", (setting) => amqpBroker(setting, options));
}

function amqpBroker(bus: BusSetting, options: AmqpBusOptions): Broker {
  const { variables } = bus;
  const address = amqpAddress(bus.url, options.vhost);
  const where = { variables, vhost: address.vhost, options };
  const own = crypto.randomUUID().slice(0, 8);
  let next = 0;
  return {
    delivery: "at-least-once",
    inbox: replyQueue,
    keyOf: (route) => (route.address === replyQueue ? replyQueue : keyOf(placeOf(route, where, true))),
    isOnce: () => false,
    check: (route, message) => {
      if (route.channel.address !== null) placeOf(route, where, false);
      checkMessage(route, message);
    },
    open: async (login, host) => {
      const library = await optionalPackage("amqplib", () => import("amqplib"));
      const { socket, external } = socketOptions(login, options, library.default.credentials.external);
      const connect = options.connect ?? ((to: Options.Connect, by: SocketOptions): Promise<ChannelModel> => library.default.connect(to, by));
      const target = { ...address, heartbeat: options.heartbeat ?? 30, ...(external === null && userOf(login)) };
      const connection = await connect(target, { ...socket, timeout: bus.policy.openTimeout }).catch((error: unknown) => {
        throw connectFailure(error, bus.url, address.vhost);
      });
      return new AmqpLink({ connection, bus, options, vhost: address.vhost, nextId: () => `${own}-${next++}` }, host);
    },
  };
}

/** A token is a password, whose user the broker reads out of it. */
function userOf({ username, password, token }: BrokerLogin): Pick<Options.Connect, "username" | "password"> {
  const secret = password ?? token;
  return secret === null && username === null ? { username: "guest", password: "guest" } : { username: username ?? "", password: secret ?? "" };
}

type External = () => { readonly mechanism: string; response(): Buffer };

/** A certificate without a password is the login itself. */
function socketOptions(login: BrokerLogin, { socket }: AmqpBusOptions, external: External): { readonly socket: SocketOptions; readonly external: true | null } {
  const { certificate, password, token } = login;
  if (certificate === null) return { socket: { ...socket }, external: null };
  const { cert, key, passphrase, ca } = certificate;
  const tls = { cert, key, ...(passphrase !== undefined && { passphrase }), ...(ca !== undefined && { ca: [ca].flat() }) };
  const isLogin = password === null && token === null;
  return { socket: { ...socket, ...tls, ...(isLogin && { credentials: external() }) }, external: isLogin ? true : null };
}

/** The parts of the URL, as the package wants them. */
export function amqpAddress(
  url: string,
  vhost?: string,
): { readonly protocol: "amqp" | "amqps"; readonly hostname: string; readonly port: number; readonly vhost: string } {
  const { protocol, hostname, port, pathname } = new URL(url);
  const isSecure = /^(amqps|secure-amqp):$/.test(protocol);
  const path = decodeURIComponent(pathname.replace(/^\//, ""));
  return {
    protocol: isSecure ? "amqps" : "amqp",
    hostname,
    port: port === "" ? (isSecure ? 5671 : 5672) : Number(port),
    vhost: vhost ?? (path === "" ? "/" : path),
  };
}

function connectFailure(error: unknown, url: string, vhost: string): ClientError {
  const words = wordsOf(error);
  if (/ACCESS_REFUSED|ACCESS-REFUSED|\b403\b/.test(words)) return refusedLogin(url, error);
  // The package doesn't tell why the last step of opening was refused; it is about the virtual host alone.
  if (/got <ConnectionClose/.test(words)) return hopeless(`The broker refused the virtual host ${vhost}`, "Check its name and the rights of the login.", error);
  if (/No recognized mechanism|mechanism/i.test(words)) return hopeless(words, "Give the credentials in another way.", error);
  return tlsFailure(url, error) ?? noConnection(url, error);
}
