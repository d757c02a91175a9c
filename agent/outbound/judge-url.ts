import { isIP } from "node:net";
import { NectoError } from "@necto/tools/errors";
import { isLoopback, isPublicAddress } from "./public-address.ts";

export interface OutboundRules {
  /** Lets plain HTTP and any port through, and addresses of this machine: for tests and the sandbox. */
  readonly allowsLoopback: boolean;
}

/**
 * What can be told from a URL that somebody gave us alone: its addresses are checked again whenever it is asked
 * (`resolve-public.ts`).
 *
 * @throws NectoError `request/forbidden-url`
 */
export function judgeUrl(text: string, { allowsLoopback }: OutboundRules): URL {
  const url = URL.parse(text.trim());
  if (url === null) throw forbiddenUrl("it is no URL");
  const isPlain = url.protocol === "http:";
  if (url.protocol !== "https:" && !(isPlain && allowsLoopback))
    throw forbiddenUrl("it must begin with https://");
  if (url.username !== "" || url.password !== "")
    throw forbiddenUrl("it has a user name or a password in it");
  if (url.port !== "" && !allowsLoopback) throw forbiddenUrl("it must be on port 443");
  const host = hostOf(url);
  if (isIP(host)) judgeAddresses([host], { allowsLoopback });
  // Plain HTTP is for this machine only, whatever a name may resolve to.
  if (isPlain && !isLoopback(host)) throw forbiddenUrl("it must begin with https://");
  url.hash = "";
  return url;
}

/** Without the brackets of IPv6. The parser has made one notation of `0x7f.1`, `2130706433` and others already. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, "");

/** @throws NectoError `request/forbidden-url` when one of them is not to be reached */
export function judgeAddresses(addresses: readonly string[], { allowsLoopback }: OutboundRules): void {
  const isAllowed = (address: string) => isPublicAddress(address) || (allowsLoopback && isLoopback(address));
  if (addresses.length === 0 || !addresses.every(isAllowed))
    throw forbiddenUrl("its host is not an address of the open internet");
}

const forbiddenUrl = (why: string): NectoError =>
  new NectoError({
    code: "request/forbidden-url",
    message: `This address cannot be called: ${why}.`,
    hint: "Give an https:// URL of a public host on port 443.",
  });
