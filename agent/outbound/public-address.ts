import ipaddr from "ipaddr.js";

/** All of the IPv6 space that is given out to anybody. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR("2000::/3");

/**
 * Whether an address is one of the open internet: not private, loopback, link-local, carrier-grade NAT, multicast, reserved or
 * for documentation, and no IPv6 address that stands for an IPv4 one (mapped, NAT64, 6to4, Teredo).
 *
 * @param address as a resolver answers it; whatever is no address is not public
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== "unicast") return false;
  return parsed.kind() === "ipv4" || (parsed as ipaddr.IPv6).match(GLOBAL_UNICAST);
}

/** `127.0.0.0/8` and `::1`. */
export const isLoopback = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.parse(address).range() === "loopback";
