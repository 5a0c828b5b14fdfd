import type { ITopicConfig } from "kafkajs";
import { InputError } from "../../core/errors.js";
import type { Route } from "../../realtime/bus.js";
import { brokerAddress } from "../address.js";
import { count, fieldsOf, object, text } from "../bindings.js";

/** The topic of a channel: its binding's, else its address. Throws an InputError for what is no name of a topic. */
export function topicOf(route: Route, variables: Readonly<Record<string, string>>): string {
  const topic = text(fieldsOf(route.channel.bindings, "kafka")["topic"]) ?? brokerAddress(route, variables, (value) => value);
  if (!/^[\w.-]{1,249}$/.test(topic) || /^\.{1,2}$/.test(topic))
    throw new InputError(`"${topic}" can't be a topic of Kafka`, {
      remedy: "Use letters, digits, . _ and - (at most 249), in parameters too; or name the topic in the channel's binding.",
    });
  return topic;
}

/** The consumer group of an operation: the document's, else the bus's; null: one of this client's own. */
export const groupOf = ({ operation }: Route, group: string | undefined): string | null =>
  text(fieldsOf(operation.bindings, "kafka")["groupId"]) ?? group ?? null;

/** How the document wants the topic made. */
export function topicConfig(route: Route, topic: string): ITopicConfig {
  const fields = fieldsOf(route.channel.bindings, "kafka");
  const [partitions, replicas] = [count(fields["partitions"], 1), count(fields["replicas"], 1)];
  const configEntries = Object.entries(object(fields["topicConfiguration"])).map(([name, value]) => ({
    name,
    value: Array.isArray(value) ? value.join(",") : `${value}`,
  }));
  return { topic, ...(partitions !== null && { numPartitions: partitions }), ...(replicas !== null && { replicationFactor: replicas }), configEntries };
}
