import { ListingDraft } from "@necto/tools/core/listing-draft";
import { NOTHING_SAID } from "@necto/tools/core/requirements";
import { toCheckout } from "@necto/tools/protocol/checkout";
import { type AdiSandbox, openAdi } from "@necto/tools/sandbox/adi/open-adi";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { jobOf, PAY, startThread } from "../../testing/booking-world.ts";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";
import { findApproval, insertApproval } from "../booking/approval-queries.ts";
import { saltOf } from "../booking/salt-of.ts";

const BUYERS = 200;
const UNITS = 8;

let adi: AdiSandbox;
let server: TestServer;
beforeAll(async () => {
  adi = await openAdi({ folder: null, now: Date.now });
  server = await startTestServer({ adi });
});
afterAll(async () => {
  await server.close();
  await adi.chain.close();
});

const buyer = devAccount("buyer").address;

async function publish(): Promise<string> {
  const { service } = server.listings!;
  const owner = devAccount("provider-nordlys").address.toLowerCase();
  const draft = ListingDraft.parse({
    ...{
      title: "Eight",
      gpu: "H100",
      gpuCount: 1,
      country: "FR",
      unitsTotal: UNITS,
      ceilingUsdMicros: 3_000_000,
    },
    pricing: { model: "fixed", amount: "0.60", currency: "USDC", per: "hour", scope: "gpu" },
  });
  const { listingId } = await service.create(owner, draft);
  await service.act(owner, { listingId, action: "publish", key: crypto.randomUUID() });
  await expect.poll(async () => (await service.view(owner, listingId)).pending).toBeNull();
  return listingId;
}

/** As many cards as buyers, each in a conversation of its own, all for the same listing. */
async function cards(): Promise<readonly string[]> {
  const thread = await startThread(server);
  const first = await thread.ask({
    ...{ ...NOTHING_SAID, gpuModels: ["H100"], durationSeconds: 3_600 },
    sources: { include: ["necto"], exclude: [] },
  });
  const card = (await findApproval(server.store.db, first.id))!;
  const ids = Array.from({ length: BUYERS }, (_, n) => `approval-${String(n).padStart(22, "0")}`);
  for (const id of ids) {
    const { id: threadId } = await startThread(server);
    const order = { ...card.order, salt: saltOf(id) };
    // What waited in memory is lost, as after a crash: each goes on from its row.
    await insertApproval(server.store.db, { ...card, id, threadId, order, runId: `run-${id}` });
  }
  return ids;
}

test("of 200 buyers who approve at once, as many as there are units pay, and nobody else", async () => {
  const listingId = await publish();
  const ids = await cards();
  const { order } = (await findApproval(server.store.db, ids[0]!))!;
  expect(order.listingId).toBe(listingId);
  const before = await server.booking!.open.balanceOf(buyer);
  const answers = await Promise.all(
    ids.map((id) =>
      server.app.inject({
        ...{ method: "POST", url: `/api/approvals/${id}`, payload: PAY },
        headers: { "idempotency-key": crypto.randomUUID() },
      }),
    ),
  );
  const paid = ids.filter((_, n) => answers[n]!.statusCode === 202);
  expect(paid).toHaveLength(UNITS);
  const refused = answers.filter(({ statusCode }) => statusCode !== 202).map((answer) => answer.json());
  expect(new Set(refused.map(({ status, code }) => `${status} ${code}`))).toEqual(
    new Set(["409 request/approval-void"]),
  );
  for (const { detail } of refused) expect(detail).toMatch(/Nothing was paid/);
  const states = () => Promise.all(paid.map(async (id) => (await findApproval(server.store.db, id))!.state));
  await expect.poll(states, { timeout: 30_000 }).toEqual(Array(UNITS).fill("funded"));
  const jobs = await Promise.all(
    ids.map((id) => jobOf(server, toCheckout({ ...order, salt: saltOf(id) }, buyer).jobId)),
  );
  expect(jobs.filter((job) => job !== null)).toHaveLength(UNITS);
  const spent = before - (await server.booking!.open.balanceOf(buyer));
  expect(spent).toBe(BigInt(order.totalUsdMicros) * BigInt(UNITS));
  expect(server.faults).toEqual([]);
});
