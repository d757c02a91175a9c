import { readBalance } from "@necto/tools/chain/escrow";
import type { ApprovalView } from "@necto/tools/protocol/approval";
import { toAuthorization, toJobId } from "@necto/tools/protocol/checkout";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type BookingWorld,
  jobOf,
  openBookingWorld,
  startThread,
  wordsIn,
} from "../../testing/booking-world.ts";
import type { TestServer } from "../../testing/test-server.ts";

/** A buyer's signature is good for an hour: what is not on chain by then is not paid. */

let world: BookingWorld;
let server: TestServer;
beforeAll(async () => {
  world = await openBookingWorld();
  server = await world.server();
});
afterAll(async () => {
  expect(server.faults).toEqual([]);
  await world.close();
});

type Thread = Awaited<ReturnType<typeof startThread>>;

/** A fresh key with money signs, and approves. */
async function approve(thread: Thread, { id, order }: ApprovalView) {
  const buyer = privateKeyToAccount(generatePrivateKey());
  const { balanceUsdMicros } = await server.booking!.faucet!.give({ address: buyer.address, gas: false });
  const signature = await buyer.signTypedData(toAuthorization(order, buyer.address) as never);
  const payer = { kind: "wallet", address: buyer.address, way: "authorization", signature };
  expect((await thread.answer(id, { decision: "approve", payer })).status).toBe(202);
  return { buyer, balance: BigInt(balanceUsdMicros) };
}

async function untilState(thread: Thread, id: string, state: string): Promise<void> {
  while ((await thread.view(id)).booking?.state !== state)
    await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Until a second after it, for the chain and for Necto. */
const outlive = ({ order }: ApprovalView): Promise<void> =>
  world.advance(order.validBefore - Math.floor(world.now() / 1_000) + 1);

async function requireUnpaid(
  thread: Thread,
  approval: ApprovalView,
  paid: Awaited<ReturnType<typeof approve>>,
) {
  const events = await thread.resumed(approval.id);
  expect((await thread.view(approval.id)).booking).toMatchObject({
    state: "failed",
    problem: { code: "escrow/signature-expired", message: expect.stringMatching(/ran out.*Book again\.$/) },
  });
  expect(wordsIn(events)).toMatch(/ran out before the payment/);
  const { address } = paid.buyer;
  expect(await jobOf(server, toJobId(approval.order, address))).toBeNull();
  const { open } = server.booking!;
  expect(await readBalance(open.client, open.policy.token, address)).toBe(paid.balance);
  const held = server.store.db.selectFrom("reservations").select("is_released");
  expect(await held.where("job_id", "=", toJobId(approval.order, address)).execute()).toEqual([
    { is_released: 1 },
  ]);
  // And the next order is paid as ever.
  const next = await thread.ask();
  const { buyer } = await approve(thread, next);
  await untilState(thread, next.id, "funded");
  expect(await jobOf(server, toJobId(next.order, buyer.address))).toMatchObject({ status: "funded" });
}

test("written down, and still in the queue when the signature runs out: the journal sends nothing", async () => {
  const { open } = server.booking!;
  const relayer = { chain_id: world.adi.chain.chainId, address: open.relayer.address.toLowerCase() };
  // Another process sends for the relayer, and does not come to it.
  const lease = { lease_owner: "another", lease_until: "2100-01-01T00:00:00.000Z" };
  await server.store.db
    .insertInto("senders")
    .values({ ...relayer, ...lease, fence: 1, next_nonce: 0 })
    .onConflict((conflict) => conflict.columns(["chain_id", "address"]).doUpdateSet(lease))
    .execute();
  const thread = await startThread(server);
  const approval = await thread.ask();
  const paid = await approve(thread, approval);
  await untilState(thread, approval.id, "recorded");
  await outlive(approval);
  await server.store.db
    .updateTable("senders")
    .set({ lease_owner: null, lease_until: "" })
    .where("address", "=", relayer.address)
    .execute();
  await requireUnpaid(thread, approval, paid);
  expect(
    await server.store.db
      .selectFrom("intents")
      .select("state")
      .where("problem_code", "=", "escrow/signature-expired")
      .execute(),
  ).toEqual([{ state: "failed" }]);
});

test("still waiting for its trace when the signature runs out: nothing is written down", async () => {
  server.zeroG.setFaults({ paused: true });
  const thread = await startThread(server);
  const approval = await thread.ask();
  const paid = await approve(thread, approval);
  const before = await server.store.db.selectFrom("intents").select("id").execute();
  await outlive(approval);
  server.zeroG.setFaults({ paused: false });
  await thread.resumed(approval.id);
  expect(await server.store.db.selectFrom("intents").select("id").execute()).toEqual(before);
  await requireUnpaid(thread, approval, paid);
});
