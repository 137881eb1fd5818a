import ipaddr from "ipaddr.js";

/** RFC 6052: an IPv4 address behind a translator. Its local-use sibling 64:ff9b:1::/48 may lead anywhere and is refused. */
const NAT64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96");
/** All that IANA has given out as global unicast; ipaddr.js calls everything unlisted `unicast`. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR("2000::/3");

function isPublicV4(address: ipaddr.IPv4): boolean {
  return address.range() === "unicast";
}

/** ISATAP (RFC 5214) carries an IPv4 address in its interface part. */
function isIsatap(parts: readonly number[]): boolean {
  return ((parts[4] ?? 0) & 0xfdff) === 0 && parts[5] === 0x5efe;
}

/**
 * Whether `ip` (four decimal parts, or IPv6 without brackets and zone) is globally routable unicast. Loopback,
 * private, link-local, shared (100.64/10), multicast, reserved, documentation and benchmarking ranges are not, nor
 * are the IPv6 forms that wrap an IPv4 address; of NAT64 the address inside is judged. Anything else is not public.
 */
export function isPublicAddress(ip: string): boolean {
  if (ipaddr.IPv4.isValidFourPartDecimal(ip)) return isPublicV4(ipaddr.IPv4.parse(ip));
  if (ip.includes("%") || !ipaddr.IPv6.isValid(ip)) return false;
  const address = ipaddr.IPv6.parse(ip);
  if (address.match(NAT64)) return isPublicV4(new ipaddr.IPv4(address.toByteArray().slice(12)));
  return address.match(GLOBAL_UNICAST) && address.range() === "unicast" && !isIsatap(address.parts);
}

/**
 * The address that a URL's host stands for, in canonical form without brackets, when it is a literal in any form that
 * URLs allow: `127.0.0.1`, `2130706433`, `0x7f.1`, `0177.0.0.1`, `127.1`, `[::1]`, `::1`. Undefined for a name.
 */
export function literalAddress(host: string): string | undefined {
  let hostname: string;
  try {
    hostname = new URL(`http://${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}/`).hostname;
  } catch {
    return undefined;
  }
  if (hostname.startsWith("[")) return hostname.slice(1, -1);
  return ipaddr.IPv4.isValidFourPartDecimal(hostname) ? hostname : undefined;
}
