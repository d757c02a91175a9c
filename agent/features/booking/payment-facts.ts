import { probeToken, type TokenCapabilities } from "@necto/contracts/abi/probe-token";
import type { ReadClient } from "@necto/tools/chain/chain-clients";
import { choosePayment } from "@necto/tools/chain/choose-payment";
import { readAllowance } from "@necto/tools/chain/escrow";
import { readPermitNonce } from "@necto/tools/chain/permit-nonce";
import type { PaymentFacts } from "@necto/tools/protocol/checkout";
import type { Address } from "viem";
import type { MoneyPolicy } from "./gate-order.ts";

/**
 * How an account can pay an amount now: what its token can do, what it has allowed, and whether it has gas. The token is asked
 * again each time: a bridged one may become another behind the same address, and with its name its domain changes; then
 * nothing is signed under the old one.
 *
 * @param amount base units
 */
export async function readPaymentFacts(
  client: ReadClient,
  policy: MoneyPolicy,
  { buyer, amount }: { readonly buyer: Address; readonly amount: bigint },
): Promise<PaymentFacts> {
  const { token, permit2, escrow } = policy;
  const [probed, permit2Allowance, escrowAllowance, balance] = await Promise.all([
    probeToken(client, { token, permit2, account: buyer }),
    readAllowance(client, token, { owner: buyer, spender: permit2 }),
    readAllowance(client, token, { owner: buyer, spender: escrow }),
    client.getBalance({ address: buyer }),
  ]);
  const capabilities = hasDomain(probed, policy)
    ? probed
    : { ...probed, hasAuthorization: false, hasPermit: false };
  const plans = choosePayment(capabilities, {
    ...{ deposit: amount, permit2Allowance, escrowAllowance, hasGas: balance > 0n },
  });
  return {
    ways: plans.map(({ way, transactions }) => ({ way, calls: transactions })),
    permitNonce: capabilities.hasPermit ? `${await readPermitNonce(client, token, buyer)}` : null,
  };
}

function hasDomain({ domain }: TokenCapabilities, { tokenDomain }: MoneyPolicy): boolean {
  return domain?.name === tokenDomain?.name && domain?.version === tokenDomain?.version;
}
