import type { Kafka, KafkaConfig } from "kafkajs";

/** Options of `kafkaBus`. */
export interface KafkaBusOptions {
  /** `host:port` of brokers to begin with. Default: those of the server's URL. */
  readonly brokers?: readonly string[] | undefined;
  /** Default: the API's name. */
  readonly clientId?: string | undefined;
  /** Consumer group: it goes on where the last client of that name stopped, and several share its records. Default: the operation's `groupId`; without one, a group of this client's own. */
  readonly group?: string | undefined;
  /** Whether a group that is new begins with the topic's first record. Default: true for a group with a name, false for one of this client's own. */
  readonly fromBeginning?: boolean | undefined;
  /** Records of one subscription that may be unacknowledged at a time. Default 100. */
  readonly prefetch?: number | undefined;
  /** Seconds after which a group counts a silent member as gone, and gives its partitions to others. Default 30. */
  readonly sessionTimeout?: number | undefined;
  /** Has the cluster drop what a retry within one connection sends twice. Default false: the package calls it an experiment, and older clusters want a right for it. */
  readonly idempotent?: boolean | undefined;
  /** Makes topics that aren't there, with the document's partitions, replicas and configuration. Default false. */
  readonly create?: boolean | undefined;
  /** Given to the package as they are: `ssl`, `connectionTimeout`, `logLevel` ... */
  readonly client?: Partial<KafkaConfig> | undefined;
  /** Makes the client instead of the package. */
  readonly make?: ((config: KafkaConfig) => Kafka) | undefined;
}
