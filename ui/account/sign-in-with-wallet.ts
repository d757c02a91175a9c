import type { SessionView } from "@necto/tools/protocol/session";
import { formatSignInMessage, SIGN_IN_STATEMENT } from "@necto/tools/protocol/sign-in-message";
import { stringToHex } from "viem";
import { askWallet, connectWallet, WalletError } from "../booking/sign-with-wallet.ts";
import type { WalletProvider } from "../booking/wallets.ts";
import { fetchNonce, signInWith } from "./account-api.ts";

/** How long what the wallet is asked to sign is good: as long as its nonce. */
const GOOD_FOR_MS = 5 * 60_000;

/**
 * Has a wallet sign a message that names this page, and signs in with it. The message is written here: nothing of it but the
 * nonce comes from the server.
 *
 * @throws WalletError, ApiError
 */
export async function signInWithWallet(
  provider: WalletProvider,
  chain: SessionView["chain"],
  page: Pick<Location, "host" | "origin">,
): Promise<SessionView> {
  const address = await connectWallet(provider);
  const { answer, serverTime } = await fetchNonce();
  const now = serverTime ?? Date.now();
  const message = formatSignInMessage({
    ...{ domain: page.host, uri: page.origin, address, statement: SIGN_IN_STATEMENT, version: "1" },
    ...{ chainId: chain.id, nonce: answer.nonce, issuedAt: new Date(now).toISOString() },
    expirationTime: new Date(now + GOOD_FOR_MS).toISOString(),
  });
  const signature = await askWallet(provider, "personal_sign", [stringToHex(message), address]);
  if (typeof signature !== "string" || !/^0x([0-9a-f]{2})+$/i.test(signature))
    throw new WalletError("failed", "The wallet gave no signature. Try again, or use another wallet.");
  return signInWith({ message, signature });
}
