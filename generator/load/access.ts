import { BlockList, isIP } from "node:net";

/** Addresses that belong to this machine or its network (RFC 6890 and its registries), never to a publisher of documents. */
const INTERNAL: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
  ["::", 96],
  ["::ffff:0:0:0", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
  ["5f00::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
];

const internal = new BlockList();
for (const [net, prefix] of INTERNAL) internal.addSubnet(net, prefix, net.includes(":") ? "ipv6" : "ipv4");

/** True for loopback, private, link-local, multicast and other addresses that aren't on the public internet. */
export function isInternalAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, "").replace(/%.*$/, "");
  const family = isIP(bare);
  return family === 0 || internal.check(bare, family === 6 ? "ipv6" : "ipv4");
}

/** True when the host of a URL is written as an address, so that no name look-up will happen. */
export function isAddress(hostname: string): boolean {
  return isIP(hostname.replace(/^\[|\]$/g, "")) !== 0;
}

/**
 * True when a URL belongs to one of the origins that the user named. The same host over TLS counts as named, where both keep
 * their scheme's own port: that is where servers redirect those who still write `http:`.
 */
export function isNamed(url: URL, origins: readonly string[]): boolean {
  return origins.some((origin) => origin === url.origin || (origin === `http://${url.hostname}` && url.protocol === "https:" && url.port === ""));
}
