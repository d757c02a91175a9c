import { AskResult, Problem } from "@necto/tools/protocol/api";
import { TraceStatus } from "@necto/tools/protocol/trace-status";
import { WitnessView } from "@necto/tools/protocol/witness-view";
import { rootOf } from "@necto/tools/trace/merkle-root";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { TEST_SIGNER } from "../testing/conversation.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

const HOST = { host: "localhost:3000" };
const UNKNOWN = `0x${"12".repeat(32)}`;

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

const get = (url: string) => server.app.inject({ method: "GET", url, headers: HOST });
async function ask() {
  const answer = await server.app.inject({
    method: "POST",
    url: "/api/ask",
    headers: HOST,
    payload: { text: "cheapest H100 in EU under $3" },
  });
  return AskResult.parse(answer.json());
}
const statusOf = async (root: string) => TraceStatus.parse((await get(`/api/traces/${root}`)).json());

describe("a question asked over HTTP", () => {
  test("answers with the root of its trace, which then is on 0G", async () => {
    const { trace, decision } = await ask();
    expect(trace).toMatchObject({ kind: "decision", root: expect.stringMatching(/^0x[0-9a-f]{64}$/) });
    await vi.waitFor(async () => expect((await statusOf(trace!.root)).state).toBe("stored"));
    const byDecision = TraceStatus.parse((await get(`/api/decisions/${decision!.id}/trace`)).json());
    expect(byDecision).toEqual(await statusOf(trace!.root));
    expect(rootOf(server.zeroG.read(trace!.root)!)).toBe(trace!.root);
  });

  test("has a file that can be read while it waits and once it is on 0G", async () => {
    server.zeroG.setFaults({ dropped: true });
    const { trace } = await ask();
    const read = () => get(`/api/traces/${trace!.root}/file`);
    const waiting = await read();
    expect(rootOf(new Uint8Array(waiting.rawPayload))).toBe(trace!.root);
    expect(waiting.headers["content-disposition"]).toBe(
      `attachment; filename="necto.trace-1-${trace!.root}.json"`,
    );
    server.zeroG.setFaults({ dropped: false });
    await vi.waitFor(async () => expect((await statusOf(trace!.root)).state).toBe("stored"), {
      timeout: 10_000,
    });
    expect((await read()).rawPayload).toEqual(waiting.rawPayload);
  });
});

test.each([
  [`/api/traces/${UNKNOWN}`, 404, "request/not-found"],
  ["/api/decisions/nobody/trace", 404, "request/not-found"],
  ["/api/traces/0x12", 400, "request/invalid"],
  [`/api/traces/${UNKNOWN}/file`, 404, "storage/not-found"],
])("%s is a %i with a code", async (url, status, code) => {
  const answer = await get(url);
  expect([answer.statusCode, Problem.parse(answer.json()).code]).toEqual([status, code]);
});

test("bytes that 0G serves wrongly are never passed on", async () => {
  const { trace } = await ask();
  await vi.waitFor(async () => expect((await statusOf(trace!.root)).state).toBe("stored"));
  server.zeroG.setFaults({ corrupt: true });
  const answer = await get(`/api/traces/${trace!.root}/file`);
  expect([answer.statusCode, Problem.parse(answer.json()).code]).toEqual([502, "storage/mismatch"]);
});

test("the witness names where to check: 0G and the agent's keys", async () => {
  expect(WitnessView.parse((await get("/api/witness")).json())).toEqual({
    zeroG: { network: "0G sandbox", chainId: 16602, gateway: "http://127.0.0.1:9", explorer: null },
    agentKeys: [TEST_SIGNER.address],
    registry: null,
  });
});

test("the format is published as JSON Schema", async () => {
  const answer = await get("/schema/necto.trace-1.json");
  expect(answer.headers["content-type"]).toContain("application/schema+json");
  expect(answer.json()).toMatchObject({
    title: "necto.trace/1",
    type: "object",
    required: ["body", "signature"],
  });
});
