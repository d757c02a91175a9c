import { toCheckout, toTerms } from "@necto/tools/protocol/checkout";
import type { Order } from "@necto/tools/protocol/order";
import type {
  Checkout,
  PaymentCall,
  PaymentPlan,
  PaymentWay,
  TypedDataView,
} from "@necto/tools/protocol/payment";
import { permitIn, toPaymentCall } from "@necto/tools/protocol/payment-call";
import { hashTypedData } from "viem";

/** Why nothing is signed or sent although the user wanted to. */
export class CheckoutMismatch extends Error {}

/** A page that is older than its server computes another; a server that says it again to a fresh page is not honest. */
const DO_NOT = "Reload the page. If it says so again, do not pay on this server.";

const digestOf = (typedData: TypedDataView | null): string | null =>
  typedData && hashTypedData(typedData as never);

/**
 * What `buyer` signs and sends for the order on the card, computed by this page. What a server says beside it must be the same
 * to the last bit: the page never signs or sends data that it was given. Which ways the token allows is the server's word,
 * and so is the permit's nonce: neither decides who is paid, or how much.
 *
 * @throws CheckoutMismatch when job id, typed data or transactions differ
 * @throws NectoError `policy/amounts-differ` when the order's total does not follow from its rate
 */
export function agreeCheckout(
  order: Order,
  buyer: string,
  said: Pick<Checkout, "jobId"> & Partial<Checkout>,
): Checkout {
  const { plans, permitNonce = null } = said;
  const own = plans
    ? toCheckout(order, buyer, { permitNonce, ways: plans.map(wayOf) })
    : toCheckout(order, buyer);
  if (said.jobId !== own.jobId)
    throw new CheckoutMismatch(
      `Nothing was signed: the server's job id ${said.jobId} is not that of the order on this card, ${own.jobId}. ${DO_NOT}`,
    );
  for (const [index, plan] of (plans ?? []).entries()) {
    const mine = own.plans[index]!;
    if (digestOf(plan.typedData) !== digestOf(mine.typedData))
      throw new CheckoutMismatch(
        `Nothing was signed: the server asked to sign something else than this card shows. ${DO_NOT}`,
      );
    if (JSON.stringify(plan.calls.map(bytesOf)) !== JSON.stringify(mine.calls.map(bytesOf)))
      throw new CheckoutMismatch(
        `Nothing was signed: the server named other transactions than this card's order takes. ${DO_NOT}`,
      );
  }
  return own;
}

/**
 * The transactions that `buyer` still sends for an approved order, as this page computes them. Of a server's only the names
 * are taken, and the permit, which this page had signed.
 *
 * @throws CheckoutMismatch when one is not what the order takes
 */
export function agreeCalls(
  order: Order,
  buyer: string,
  said: readonly PaymentCall[],
): readonly PaymentCall[] {
  return said.map((call) => {
    const permit = call.name === "openWithPermit" ? permitIn(call.data) : "0x";
    const own = toPaymentCall(order, toTerms(order, buyer), call.name, permit);
    if (bytesOf(own) === bytesOf(call)) return own;
    throw new CheckoutMismatch(
      `Nothing was sent: the server's transaction “${call.name}” is not the one of the order on this card. ${DO_NOT}`,
    );
  });
}

const wayOf = ({ way, calls }: PaymentPlan): { way: PaymentWay; calls: PaymentCall["name"][] } => ({
  ...{ way, calls: calls.map(({ name }) => name) },
});

const bytesOf = ({ name, to, data, chainId }: PaymentPlan["calls"][number]): string =>
  JSON.stringify([name, to.toLowerCase(), data?.toLowerCase() ?? null, chainId]);
