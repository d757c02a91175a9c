import type { Deployment } from "@necto/contracts/abi/deploy-necto";
import { requireCode } from "@necto/contracts/abi/deploy-necto";
import { nectoEscrow, providerRegistry, teamRoles } from "@necto/contracts/abi/generated";
import { permit2Address } from "@necto/contracts/abi/networks";
import { probeToken, type TokenCapabilities } from "@necto/contracts/abi/probe-token";
import { assertChainId } from "@necto/tools/chain/assert-chain-id";
import { type ChainAt, type ReadClient, readClient } from "@necto/tools/chain/chain-clients";
import { readRules } from "@necto/tools/chain/escrow";
import { NectoError } from "@necto/tools/errors";
import { type Address, isAddressEqual } from "viem";
import type { AdiConfig } from "../config/read-adi.ts";

/** Contracts that are there, and the token they take. */
export interface AdiNetwork {
  readonly chain: ChainAt;
  /** What pages and wallets are told to ask. */
  readonly publicRpcUrl: string;
  readonly escrow: Address;
  readonly registry: Address;
  /** `TeamRoles`; null where there are no organisations. */
  readonly roles: Address | null;
  readonly token: Address;
  readonly tokenCapabilities: Deployment["tokenCapabilities"];
  readonly fromBlock: bigint;
}

/**
 * Looks whether a chain is what the settings say, before anything is signed for it: its id, the code of the contracts, the
 * escrow's token and that it counts like USDC.
 *
 * @throws NectoError `chain/wrong-network`, `chain/unreachable`, `chain/no-contract`, `chain/wrong-token`
 */
export async function openAdiNetwork(adi: AdiConfig): Promise<AdiNetwork> {
  const chain: ChainAt = { url: adi.rpcUrl, chainId: adi.chainId };
  const [escrow, registry] = [adi.escrow as Address, adi.registry as Address];
  const roles = adi.teamRoles as Address | null;
  await assertChainId(chain);
  const client = readClient(chain);
  await requireContract(client, "ADI_ESCROW", escrow, nectoEscrow);
  await requireContract(client, "ADI_REGISTRY", registry, providerRegistry);
  if (roles !== null) await requireContract(client, "ADI_TEAM_ROLES", roles, teamRoles);
  const { token } = await readRules({ client, escrow });
  if (adi.token !== null && !isAddressEqual(token, adi.token as Address))
    throw wrongToken(`The escrow at ${escrow} takes the token ${token}, and ADI_TOKEN is ${adi.token}.`);
  const tokenCapabilities = await probe(client, token, escrow);
  const { publicRpcUrl } = adi;
  return {
    chain,
    publicRpcUrl,
    escrow,
    registry,
    roles,
    token,
    tokenCapabilities,
    fromBlock: BigInt(adi.fromBlock),
  };
}

async function requireContract(
  client: ReadClient,
  name: string,
  address: Address,
  compiled: typeof nectoEscrow | typeof providerRegistry | typeof teamRoles,
): Promise<void> {
  await requireCode(client, address, compiled).catch((cause: Error) => {
    throw new NectoError({
      code: "chain/no-contract",
      message: `${name} is ${address}. ${cause.message.split("\n")[0]} Check the address and the chain id.`,
      meta: { name, address },
    });
  });
}

/** Whoever asks is nobody: allowances and nonces of an account are not the question here. */
const probe = (client: ReadClient, token: Address, account: Address): Promise<TokenCapabilities> =>
  probeToken(client, { token, permit2: permit2Address, account }).catch((cause: Error) => {
    throw wrongToken(`The escrow's token ${token} cannot be used. ${cause.message.split("\n")[0]}`);
  });

const wrongToken = (message: string): NectoError => new NectoError({ code: "chain/wrong-token", message });
