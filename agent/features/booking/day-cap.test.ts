import { randomUUID } from "node:crypto";
import { extensionOf } from "@necto/contracts/abi/pricing";
import { createInProcessNetwork } from "@necto/tools/storage/in-process-network";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type BookingWorld,
  jobOf,
  openBookingWorld,
  PAY,
  startThread,
  wordsIn,
} from "../../testing/booking-world.ts";
import { signInAs } from "../../testing/sign-in.ts";
import { tempFolder } from "../../testing/temp-folder.ts";
import type { TestServer } from "../../testing/test-server.ts";

/** One UTC day's cap over everything that takes money: orders and extensions. */

let world: BookingWorld;
let home: Awaited<ReturnType<typeof tempFolder>>;
const NO_CAP = 10 ** 12;
const DAY = 24 * 3_600;
const zeroG = createInProcessNetwork({ chainId: 16602, saved: [], save: () => {} });
beforeEach(async () => {
  world = await openBookingWorld();
  // At noon, so that no day ends in the middle of a test.
  await world.advance(DAY + DAY / 2 - (Math.floor(Date.now() / 1_000) % DAY));
  home = await tempFolder();
});
afterEach(async () => {
  await world.close();
  await home.remove();
});

const open = (maxDayUsdMicros: number, isEnabled = true): Promise<TestServer> =>
  world.server({
    home: home.path,
    zeroG,
    rules: { isEnabled, maxOrderUsdMicros: NO_CAP, maxDayUsdMicros, sources: ["necto"] },
  });

/** A running job of the demo buyer's, and what half an hour more of it costs. */
async function run(server: TestServer) {
  const thread = await startThread(server);
  const { id, order, payers } = await thread.ask();
  expect((await thread.answer(id, PAY)).status).toBe(202);
  await thread.resumed(id);
  await world.advance(3);
  await server.booking!.keeper.look();
  const { rateUsdMicrosPerHour: rate, durationSeconds, totalUsdMicros } = order;
  const more = Number(extensionOf(BigInt(rate), BigInt(durationSeconds), 1_800n));
  return { jobId: payers.demo[0]!.jobId, total: totalUsdMicros, more };
}

async function extend(server: TestServer, jobId: string, key: string = randomUUID()) {
  const session = await signInAs(server, "buyer");
  const response = await server.app.inject({
    ...{ method: "POST", url: `/api/jobs/${jobId}/extend`, payload: { extraSeconds: 1_800 } },
    headers: { ...session, "idempotency-key": key },
  });
  return { status: response.statusCode, body: response.json() as { code?: string } };
}

test("an extension of exactly what is left of the day passes, once for its key; one micro-dollar less does not", async () => {
  const free = await open(NO_CAP);
  const { jobId, total, more } = await run(free);
  await free.close();

  const tight = await open(total + more - 1);
  const refused = await extend(tight, jobId);
  expect([refused.status, refused.body.code]).toEqual([403, "policy/day-cap"]);
  expect(await jobOf(tight, jobId)).toMatchObject({ secs: 7_200 });
  await tight.close();

  const fits = await open(total + more);
  const key = randomUUID();
  for (const _ of [1, 2]) expect((await extend(fits, jobId, key)).status).toBe(200);
  expect(await jobOf(fits, jobId)).toMatchObject({ secs: 9_000 });
  expect((await extend(fits, jobId)).body.code).toBe("policy/day-cap");
  expect(fits.faults).toEqual([]);
});

test("what was extended counts against the next order of the day, and not of the next", async () => {
  const free = await open(NO_CAP);
  const { jobId, total, more } = await run(free);
  expect((await extend(free, jobId)).status).toBe(200);
  await free.close();

  const tight = await open(total + more + total - 1);
  const thread = await startThread(tight);
  await expect(thread.ask()).rejects.toThrow("what all orders of a day may cost");
  await world.advance(DAY);
  expect((await (await startThread(tight)).ask()).status).toBe("pending");
  await tight.close();
  const fits = await open(total + more + total);
  expect((await (await startThread(fits)).ask()).status).toBe("pending");
});

test("two orders and two extensions at once that would each fit do not pass together", async () => {
  const free = await open(NO_CAP);
  const jobs = [await run(free), await run(free)] as const;
  await free.close();
  const [{ total, more }] = jobs;

  const one = await open(2 * total + more);
  const both = await Promise.all(jobs.map(({ jobId }) => extend(one, jobId)));
  expect(both.map(({ status }) => status).sort()).toEqual([200, 403]);
  await one.close();

  const last = await open(3 * total + more);
  const threads = [await startThread(last), await startThread(last)];
  const approvals = await Promise.all(threads.map((thread) => thread.ask()));
  const answers = await Promise.all(threads.map((thread, index) => thread.answer(approvals[index]!.id, PAY)));
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 403]);
  const approved = answers.findIndex(({ status }) => status === 202);
  expect(wordsIn(await threads[approved]!.resumed(approvals[approved]!.id))).not.toBe("");
  expect((await threads[1 - approved]!.view(approvals[1 - approved]!.id)).status).toBe("pending");
});

test("the kill switch takes no extension, and lets a job end", async () => {
  const free = await open(NO_CAP);
  const { jobId } = await run(free);
  await free.close();
  const stopped = await open(NO_CAP, false);
  const refused = await extend(stopped, jobId);
  expect([refused.status, refused.body.code]).toEqual([403, "policy/stopped"]);
  expect(await jobOf(stopped, jobId)).toMatchObject({ secs: 7_200 });
  const ended = await stopped.app.inject({
    ...{ method: "POST", url: `/api/jobs/${jobId}/end`, payload: {} },
    headers: { ...(await signInAs(stopped, "buyer")), "idempotency-key": randomUUID() },
  });
  expect(ended.json()).toMatchObject({ status: "closed", reason: "paid" });
});
