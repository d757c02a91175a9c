// What nobody should write: a salt of chance, and a record after the payment. The check of `necto chaos` must find it out.
import { jobIdOf } from "@necto/contracts/abi/terms";
import { writeClient } from "@necto/tools/chain/chain-clients";
import { encodeEscrowCall } from "@necto/tools/chain/escrow-call";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import { MONEY_FAILPOINTS } from "../../features/booking/journal/failpoints.ts";
import { openStore } from "../../store/open-store.ts";
import { killAt } from "../../traces/failpoints.ts";
import type { WorkerRequest, WorkerTask } from "../booking-worker.ts";
import { bookingTerms, doorOf, signedOrder } from "../chaos-orders.ts";

const { at, home, failpoint } = JSON.parse(process.argv[2]!) as WorkerTask;
const reached = failpoint === null ? () => {} : killAt(failpoint);
const BEFORE = MONEY_FAILPOINTS.slice(0, MONEY_FAILPOINTS.indexOf("broadcast-answered"));
const store = await openStore(home, () => "chaos");
const door = doorOf(at);
const client = writeClient({ url: at.rpcUrl, chainId: at.chainId }, devAccount("relayer"));
let open = 0;
let queue: Promise<unknown> = Promise.resolve();

async function book(booking: string): Promise<string> {
  const key = `naive:${booking}`;
  const known = await store.db.selectFrom("meta").select("value").where("key", "=", key).executeTakeFirst();
  if (known !== undefined) return known.value;
  const salt = `0x${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("hex")}` as const;
  const terms = bookingTerms(booking, salt);
  const data = encodeEscrowCall((await signedOrder(at, terms)).call);
  for (const point of BEFORE) reached(point);
  const hash = await client.sendTransaction({ to: at.escrow, data });
  reached("broadcast-answered");
  reached("sent-kept");
  await door.client.waitForTransactionReceipt({ hash });
  const answer = JSON.stringify({ id: hash, jobId: jobIdOf(at, terms) });
  reached("receipt-seen");
  reached("mined-kept");
  await store.db.insertInto("meta").values({ key, value: answer }).execute();
  return answer;
}

process.on("message", (request: WorkerRequest) => {
  open += 1;
  queue = queue
    .then(async () => {
      const answer = "book" in request ? await book(request.book) : "{}";
      process.send?.({ request, answer });
    })
    .finally(() => {
      open -= 1;
    });
});
process.on("disconnect", () => process.exit(0));
process.send?.({ ready: true });
setInterval(() => process.send?.({ open }), 60);
