import type { Address } from "viem";
import type { ExplorableChain } from "../../protocol/explorer.ts";
import { readBalance } from "../escrow.ts";
import { type Mention, readMentions } from "./read-mentions.ts";
import { type ExplorerAt, type Party, partyOf } from "./read-transaction.ts";

/** An account as one chain knows it now. Whole numbers as decimal text. */
export interface ExplainedAccount {
  readonly chain: ExplorableChain;
  readonly party: Party;
  readonly isContract: boolean;
  readonly balanceWei: string;
  /** Base units of the escrow's token; null on a chain without one. */
  readonly tokenUnits: string | null;
  /** Transactions that it has sent. */
  readonly sent: number;
  /** Events of Necto's contracts that name it, newest first. */
  readonly mentions: readonly Mention[];
}

/**
 * What a chain knows of an account: every address is one.
 *
 * @throws viem's error when the node does not answer
 */
export async function readAccount(at: ExplorerAt, address: Address): Promise<ExplainedAccount> {
  const { chain, client } = at;
  const token = chain.contracts.find(({ name }) => name === "token");
  const [balance, sent, code, tokenUnits, mentions] = await Promise.all([
    client.getBalance({ address }),
    client.getTransactionCount({ address }),
    client.getCode({ address }),
    token ? readBalance(client, token.address as Address, address) : null,
    readMentions(at, address),
  ]);
  return {
    ...{ chain, sent, mentions, party: partyOf(chain, address) },
    isContract: code !== undefined && code !== "0x",
    balanceWei: String(balance),
    tokenUnits: tokenUnits === null ? null : String(tokenUnits),
  };
}
