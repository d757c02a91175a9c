import {
  type Address,
  BaseError,
  ContractFunctionExecutionError,
  domainSeparator,
  type Hex,
  HttpRequestError,
  keccak256,
  type PublicClient,
  parseAbi,
  TimeoutError,
  toHex,
} from "viem";
import { testUSDC } from "./generated.ts";
import type { TokenDomain } from "./typed-data.ts";

/** How a buyer can pay, in order of preference (one signature and no transaction first). */
export type PaymentWay = "permit2" | "authorization" | "permit" | "approve";

/** What a token can do, read from the chain. Nothing may be signed for it before. */
export interface TokenCapabilities {
  readonly token: Address;
  readonly decimals: number;
  readonly symbol: string;
  /** The EIP-712 domain whose separator equals the token's own; null: nothing can be signed for this token. */
  readonly domain: TokenDomain | null;
  /** EIP-3009: the type hash is the standard's and the domain is known. */
  readonly hasAuthorization: boolean;
  /** EIP-2612: nonces are readable and the domain is known. */
  readonly hasPermit: boolean;
  /** Permit2 has code on this chain. */
  readonly hasPermit2: boolean;
  /** Null when the token has no such switch. */
  readonly paused: boolean | null;
  readonly canBlock: boolean;
}

const receiveTypehash = keccak256(
  toHex(
    "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)",
  ),
);
const eip5267Abi = parseAbi([
  "function eip712Domain() view returns (bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)",
]);

/**
 * Asks a token what it is instead of believing a table: a bridged USDC may or may not be a FiatToken, and its name, and with it
 * its domain, may change. A domain counts only when its separator, computed here, equals the token's.
 * @throws when the node does not answer, when there is no ERC-20 at the address, or when it has not six decimals.
 */
export async function probeToken(
  client: PublicClient,
  {
    token,
    permit2,
    account,
  }: { readonly token: Address; readonly permit2: Address; readonly account: Address },
): Promise<TokenCapabilities> {
  const read = { address: token, abi: testUSDC.abi } as const;
  const [chainId, decimals, symbol, permit2Code] = await Promise.all([
    client.getChainId(),
    client.readContract({ ...read, functionName: "decimals" }),
    client.readContract({ ...read, functionName: "symbol" }),
    client.getCode({ address: permit2 }),
  ]);
  if (decimals !== 6) throw new Error(`Token ${token} has ${decimals} decimals, USDC has 6: do not use it.`);

  const [separator, name, version, typehash, nonces, paused, blocked, described] = await Promise.all([
    orNull(client.readContract({ ...read, functionName: "DOMAIN_SEPARATOR" })),
    orNull(client.readContract({ ...read, functionName: "name" })),
    orNull(client.readContract({ ...read, functionName: "version" })),
    orNull(client.readContract({ ...read, functionName: "RECEIVE_WITH_AUTHORIZATION_TYPEHASH" })),
    orNull(client.readContract({ ...read, functionName: "nonces", args: [account] })),
    orNull(client.readContract({ ...read, functionName: "paused" })),
    orNull(client.readContract({ ...read, functionName: "isBlacklisted", args: [account] })),
    orNull(client.readContract({ address: token, abi: eip5267Abi, functionName: "eip712Domain" })),
  ]);
  const authorizationState =
    typehash === receiveTypehash
      ? await orNull(
          client.readContract({
            ...read,
            functionName: "authorizationState",
            args: [account, receiveTypehash],
          }),
        )
      : null;
  const candidates = [
    { name: described?.[1], version: described?.[2] },
    { name, version },
    { name, version: "1" },
    { name, version: "2" },
  ];
  const domain =
    candidates
      .flatMap((candidate) =>
        typeof candidate.name === "string" && typeof candidate.version === "string"
          ? [{ name: candidate.name, version: candidate.version, chainId, verifyingContract: token }]
          : [],
      )
      .find((candidate) => domainSeparator({ domain: candidate }) === separator) ?? null;

  return {
    token,
    decimals,
    symbol,
    domain,
    hasAuthorization: domain !== null && authorizationState !== null,
    hasPermit: domain !== null && nonces !== null,
    hasPermit2: hasCode(permit2Code),
    paused,
    canBlock: blocked !== null,
  };
}

/** The ways to pay that a token allows, best first. Permit2 needs an allowance of the token to Permit2 besides. */
export function paymentWays(
  capabilities: TokenCapabilities,
  { hasPermit2Allowance }: { readonly hasPermit2Allowance: boolean },
): readonly PaymentWay[] {
  const ways: PaymentWay[] = [];
  if (capabilities.hasPermit2 && hasPermit2Allowance) ways.push("permit2");
  if (capabilities.hasAuthorization) ways.push("authorization");
  if (capabilities.hasPermit) ways.push("permit");
  return [...ways, "approve"];
}

function hasCode(code: Hex | undefined): boolean {
  return code !== undefined && code !== "0x";
}

/** Null when the contract has no such function; a node that does not answer is an error, not a missing capability. */
async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    const transport =
      error instanceof BaseError &&
      error.walk((cause) => cause instanceof HttpRequestError || cause instanceof TimeoutError);
    if (error instanceof ContractFunctionExecutionError && !transport) return null;
    throw error;
  }
}
