import { setTimeout as sleep } from "node:timers/promises";
import { NOTHING_SAID } from "@necto/tools/core/requirements";
import { NectoError } from "@necto/tools/errors";
import { ApprovalView } from "@necto/tools/protocol/approval";
import { z } from "zod";
import { callServer } from "./call-server.ts";

const ANY_OF_NECTO = {
  ...NOTHING_SAID,
  ...{ gpuModels: [], sources: { include: ["necto"], exclude: [] }, durationSeconds: 7_200 },
};
const LOOK_AGAIN_MS = 50;
const Id = z.object({ id: z.string() });
const Run = z.object({ status: z.string() });

/** Asks a sandbox's server for two hours of an A100 in a thread of its own, books the first offer, and is shown the card. */
export async function beginBooking(url: string): Promise<ApprovalView> {
  const { id: thread } = Id.parse(await callServer(`${url}/api/threads`, { body: {} }));
  for (const body of [{ requirements: ANY_OF_NECTO }, { text: "book the first one" }]) {
    const { id: run } = Id.parse(await callServer(`${url}/api/threads/${thread}/runs`, { body }));
    while (Run.parse(await callServer(`${url}/api/runs/${run}`)).status === "running")
      await sleep(LOOK_AGAIN_MS);
  }
  const [approval] = z.array(ApprovalView).parse(await callServer(`${url}/api/threads/${thread}/approvals`));
  if (approval === undefined)
    throw new NectoError({
      code: "run/no-approval",
      message: `The agent asked for no approval in ${thread}.`,
    });
  return approval;
}
