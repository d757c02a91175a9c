import { SIGN_IN_LIMITS, type SignInMessage } from "@necto/tools/protocol/sign-in-message";

/** Where a message to sign in came in, and when. */
export interface SignInPlace {
  /** Host and port that the request names, one of those that this server is known by. */
  readonly domain: string;
  /** Origin of the page. */
  readonly uri: string;
  readonly chainId: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What is wrong with a message, in the order of looking; null when its account may sign in with it, as far as words say. */
export function objectionTo(
  message: SignInMessage,
  { domain, uri, chainId, now }: SignInPlace,
): string | null {
  const [issued, expires] = [Date.parse(message.issuedAt), Date.parse(message.expirationTime)];
  if (message.domain !== domain) return `it is for ${message.domain}, and this is ${domain}`;
  if (message.uri !== uri) return `it is for ${message.uri}, and this is ${uri}`;
  if (message.version !== "1") return `it is of version ${message.version}, and only 1 is known`;
  if (message.chainId !== chainId) return `it names chain ${message.chainId}, and this is chain ${chainId}`;
  if (Math.abs(now - issued) > SIGN_IN_LIMITS.clockMs)
    return "the time it was issued at is more than 2 minutes from the server's clock";
  if (expires <= now) return "its time is over";
  if (expires - issued > SIGN_IN_LIMITS.lifetimeMs) return "it is good for more than 10 minutes";
  return null;
}
