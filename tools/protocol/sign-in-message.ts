/** What a wallet signs to sign in (EIP-4361, eips.ethereum.org/EIPS/eip-4361, read 2026-11-26). Times are ISO-8601 text. */
export interface SignInMessage {
  /** Host and port of the page: `127.0.0.1:3000`. */
  readonly domain: string;
  readonly address: string;
  /** One line for people; null for none. */
  readonly statement: string | null;
  /** Origin of the page: `http://127.0.0.1:3000`. */
  readonly uri: string;
  readonly version: string;
  readonly chainId: number;
  readonly nonce: string;
  readonly issuedAt: string;
  readonly expirationTime: string;
}

/** Longest time between `issuedAt` and `expirationTime`, and how far `issuedAt` may be from the server's clock. */
export const SIGN_IN_LIMITS = { lifetimeMs: 10 * 60_000, clockMs: 2 * 60_000 } as const;

/** What people read in their wallet. */
export const SIGN_IN_STATEMENT = "Sign in to Necto. This pays nothing and approves nothing.";

/**
 * The text that is signed.
 *
 * @example formatSignInMessage({ domain: "127.0.0.1:3000", … }) // "127.0.0.1:3000 wants you to sign in with …"
 */
export const formatSignInMessage = (message: SignInMessage): string =>
  [
    `${message.domain} wants you to sign in with your Ethereum account:`,
    message.address,
    "",
    ...(message.statement === null ? [] : [message.statement]),
    "",
    `URI: ${message.uri}`,
    `Version: ${message.version}`,
    `Chain ID: ${message.chainId}`,
    `Nonce: ${message.nonce}`,
    `Issued At: ${message.issuedAt}`,
    `Expiration Time: ${message.expirationTime}`,
  ].join("\n");

const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)`;
const MESSAGE = new RegExp(
  [
    String.raw`^(?<domain>\S+) wants you to sign in with your Ethereum account:`,
    "(?<address>0x[0-9a-fA-F]{40})",
    "",
    String.raw`(?:(?<statement>[^\n]+)\n)?`,
  ].join(String.raw`\n`) +
    [
      String.raw`\nURI: (?<uri>\S+)`,
      String.raw`Version: (?<version>\S+)`,
      String.raw`Chain ID: (?<chainId>[1-9]\d{0,14})`,
      "Nonce: (?<nonce>[0-9a-zA-Z]{8,128})",
      `Issued At: (?<issuedAt>${TIME})`,
      `Expiration Time: (?<expirationTime>${TIME})$`,
    ].join(String.raw`\n`),
);

/**
 * Reads a signed text; null for one that is not, byte for byte, such a message. Fields that nothing here looks at (`Not
 * Before`, `Request ID`, `Resources`, a scheme) are not taken: what was signed is what was judged.
 */
export function parseSignInMessage(text: string): SignInMessage | null {
  const fields = MESSAGE.exec(text)?.groups;
  if (!fields) return null;
  const { domain, address, statement, uri, version, chainId, nonce, issuedAt, expirationTime } = fields;
  const message = {
    ...{ domain: domain!, address: address!, statement: statement ?? null, uri: uri!, version: version! },
    ...{ chainId: Number(chainId), nonce: nonce!, issuedAt: issuedAt!, expirationTime: expirationTime! },
  };
  const isTime = !Number.isNaN(Date.parse(issuedAt!)) && !Number.isNaN(Date.parse(expirationTime!));
  return isTime && formatSignInMessage(message) === text ? message : null;
}
