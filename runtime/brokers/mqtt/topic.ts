import { InputError } from "../../core/errors.js";
import type { Route } from "../../realtime/bus.js";
import { brokerAddress } from "../address.js";

/** The topic that a message goes to. Throws an InputError for a parameter that would be more than one level, or a wildcard. */
export const topicName = (route: Route, variables: Readonly<Record<string, string>>): string =>
  brokerAddress(route, variables, (value) => {
    if (/[/+#\0]/.test(value)) throw new InputError(`"${value}" can't be a level of an MQTT topic`, { remedy: "Leave out / + # and NUL." });
    return value;
  });

/** The filter that a subscription has: a parameter that is `+` or `#` listens to whatever stands there. */
export const topicFilter = (route: Route, variables: Readonly<Record<string, string>>): string =>
  brokerAddress(route, variables, (value) => {
    if (value !== "+" && value !== "#" && /[/+#\0]/.test(value))
      throw new InputError(`"${value}" can't be a level of an MQTT topic filter`, { remedy: 'Use "+" alone for any level, "#" alone for any that follow.' });
    return value;
  });

/** What tells whether a topic fits a filter; one without wildcards is only compared, as most are. */
export function filterOf(filter: string): (topic: string) => boolean {
  return /[+#]|^\$share\//.test(filter) ? (topic) => fitsFilter(topic, filter) : (topic) => topic === filter;
}

/** Whether a topic fits a filter (MQTT 5.0, section 4.7). */
export function fitsFilter(topic: string, filter: string): boolean {
  const levels = topic.split("/");
  const wanted = filter.replace(/^\$share\/[^/]+\//, "").split("/");
  // Wildcards in front don't meet the broker's own topics.
  if (topic.startsWith("$") && /^[+#]/.test(wanted[0] ?? "")) return false;
  for (const [index, level] of wanted.entries()) {
    if (level === "#") return true;
    if (index >= levels.length || (level !== "+" && level !== levels[index])) return false;
  }
  return levels.length === wanted.length;
}
