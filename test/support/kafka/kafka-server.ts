import { type AddressInfo, createServer, type Socket } from "node:net";
import { createServer as createSecureServer, type TlsOptions } from "node:tls";
import { exchanges, type Logins, type SaslExchange } from "./sasl.js";
import { array, bytes, int16, int32, int64, string, WireReader } from "./wire.js";

/** What a server wants of its clients. */
export interface KafkaServerOptions {
  /** Speaks TLS. */
  readonly tls?: TlsOptions;
  /** Mechanisms that it takes; none: it wants no login. */
  readonly mechanisms?: readonly string[];
  readonly logins?: Partial<Logins>;
  /** Connections, from the first on, that it loses in the middle of the login, as one that is restarted does. */
  readonly falls?: number;
  /** Default: any that is free. */
  readonly port?: number;
}

/** One broker with the requests that a producer sends: its logins are Kafka's own, its topics are whatever is asked for, of one partition. */
export interface KafkaServer {
  readonly port: number;
  /** Connections so far. */
  readonly connections: number;
  /** Record batches, as they were sent. */
  readonly batches: readonly { readonly topic: string; readonly records: Buffer }[];
  close(): Promise<void>;
}

const produce = 0;
const metadata = 3;
const saslHandshake = 17;
const apiVersions = 18;
const saslAuthenticate = 36;
/** The versions of the protocol's guide that it speaks. */
const versions = [
  [produce, 3, 3],
  [metadata, 1, 1],
  [saslHandshake, 1, 1],
  [apiVersions, 0, 0],
  [saslAuthenticate, 0, 0],
] as const;
const unsupportedMechanism = 33;
const illegalState = 34;
const authenticationFailed = 58;

export async function startKafkaServer({ tls, mechanisms = [], logins = {}, falls = 0, port: wanted = 0 }: KafkaServerOptions = {}): Promise<KafkaServer> {
  const batches: { topic: string; records: Buffer }[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const serve = (socket: Socket): void => {
    connections++;
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    const isFalling = connections <= falls;
    const known = { users: {}, tokens: [], ...logins };
    new Session(socket, { port: () => port, mechanisms, logins: known, isFalling, kept: (batch) => batches.push(batch) }).listen();
  };
  const server = tls === undefined ? createServer(serve) : createSecureServer(tls, serve);
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(wanted, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    port,
    get connections() {
      return connections;
    },
    batches,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface SessionSetting {
  readonly port: () => number;
  readonly mechanisms: readonly string[];
  readonly logins: Logins;
  readonly isFalling: boolean;
  readonly kept: (batch: { readonly topic: string; readonly records: Buffer }) => void;
}

/** One connection: requests are answered in their order. */
class Session {
  readonly #socket: Socket;
  readonly #setting: SessionSetting;
  #exchange: SaslExchange | null = null;
  #isKnown: boolean;
  #isRefused = false;
  #rest = Buffer.alloc(0);

  constructor(socket: Socket, setting: SessionSetting) {
    this.#socket = socket;
    this.#setting = setting;
    this.#isKnown = setting.mechanisms.length === 0;
  }

  listen(): void {
    this.#socket.on("data", (chunk: Buffer) => {
      this.#rest = Buffer.concat([this.#rest, chunk]);
      while (this.#rest.length >= 4 && this.#rest.length >= 4 + this.#rest.readInt32BE()) {
        const length = this.#rest.readInt32BE();
        const request = this.#rest.subarray(4, 4 + length);
        this.#rest = this.#rest.subarray(4 + length);
        this.#answer(new WireReader(request));
      }
    });
  }

  #answer(request: WireReader): void {
    const [api, , id] = [request.int16(), request.int16(), request.int32()];
    request.string(); // the client's name for itself
    const reply = this.#reply(api, request);
    // As Kafka does with whoever speaks before the login.
    if (reply === null) this.#socket.destroy();
    else this.#socket.write(bytes(Buffer.concat([int32(id), reply])), () => this.#isRefused && this.#socket.end());
  }

  #reply(api: number, request: WireReader): Buffer | null {
    if (api === apiVersions) return Buffer.concat([int16(0), array(versions, (each) => Buffer.concat(each.map(int16)))]);
    if (api === saslHandshake) return this.#handshake(request.string() ?? "");
    if (api === saslAuthenticate) return this.#authenticate(request.bytes());
    if (!this.#isKnown) return null;
    if (api === metadata) return this.#metadata(request.array(() => request.string() ?? ""));
    return api === produce ? this.#produce(request) : null;
  }

  #handshake(mechanism: string): Buffer {
    const { mechanisms, logins } = this.#setting;
    const isTaken = mechanisms.includes(mechanism);
    this.#exchange = isTaken ? (exchanges[mechanism]?.(logins) ?? null) : null;
    const error = isTaken ? 0 : mechanisms.length === 0 ? illegalState : unsupportedMechanism;
    return Buffer.concat([int16(error), array(mechanisms, string)]);
  }

  #authenticate(said: Buffer): Buffer | null {
    if (this.#setting.isFalling) return null;
    const answer = this.#exchange?.(said.toString("utf8")) ?? { refused: true };
    if ("refused" in answer) {
      this.#isRefused = true;
      return Buffer.concat([int16(authenticationFailed), string("Authentication failed: invalid credentials"), bytes(Buffer.alloc(0))]);
    }
    this.#isKnown = answer.isOver;
    return Buffer.concat([int16(0), string(null), bytes(Buffer.from(answer.bytes))]);
  }

  #metadata(topics: readonly string[]): Buffer {
    const broker = Buffer.concat([int32(0), string("127.0.0.1"), int32(this.#setting.port()), string(null)]);
    const one = array([0], int32);
    const partition = Buffer.concat([int16(0), int32(0), int32(0), one, one]);
    return Buffer.concat([
      array([broker], (each) => each),
      int32(0),
      array(topics, (topic) => Buffer.concat([int16(0), string(topic), Buffer.from([0]), array([partition], (each) => each)])),
    ]);
  }

  #produce(request: WireReader): Buffer {
    request.string(); // no transactions
    const [, ,] = [request.int16(), request.int32()]; // acks and patience
    const topics = request.array(() => {
      const topic = request.string() ?? "";
      return { topic, parts: request.array(() => ({ partition: request.int32(), records: request.bytes() })) };
    });
    for (const { topic, parts } of topics) for (const { records } of parts) this.#setting.kept({ topic, records });
    const done = array(topics, ({ topic, parts }) =>
      Buffer.concat([string(topic), array(parts, ({ partition }) => Buffer.concat([int32(partition), int16(0), int64(0), int64(-1)]))]),
    );
    return Buffer.concat([done, int32(0)]);
  }
}
