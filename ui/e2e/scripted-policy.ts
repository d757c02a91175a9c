import {
  FREE_POLICY,
  type OrderAskView,
  type PolicyView,
  type TeamPolicy,
} from "@necto/tools/protocol/policy";
import type { OrgView } from "@necto/tools/protocol/team";
import type { Page } from "playwright-core";

const org = `0x${"7".repeat(64)}`;
const [ADMIN, USER] = [`0x${"2".repeat(40)}`, `0x${"5".repeat(40)}`];

const MEMBERS: OrgView["members"] = [
  { address: ADMIN!, role: "admin" },
  { address: USER!, role: "user" },
];

const POLICY: TeamPolicy = {
  ...{ maxOrderUsdMicros: 2_000_000_000, adminAboveUsdMicros: 250_000_000, maxDayUsdMicros: 3_000_000_000 },
  ...{ maxMemberDayUsdMicros: 500_000_000, maxUsdMicrosPerGpuHour: 3_500_000, sources: ["necto", "lambda"] },
  regions: { include: ["EU", "CH"], exclude: ["HU"] },
};

const askOf = (fields: Partial<OrderAskView>): OrderAskView => ({
  ...{ id: "request-1", member: USER, status: "pending", source: "necto", provider: "Rheinwerk Compute" },
  ...{ payee: `0x${"c".repeat(40)}`, gpu: "H100 SXM", gpuCount: 8, units: 1, durationSeconds: 86_400 },
  ...{ rateUsdMicrosPerHour: 19_280_000, totalUsdMicros: 462_720_000, maxTotalUsdMicros: 500_000_000 },
  ...{
    decisionId: "decision-1",
    offerId: "necto:1",
    threadId: null,
    askedAt: "2026-11-26T09:12:00.000Z",
    decidedAt: null,
  },
  ...{ refusal: null, validUntil: null },
  ...fields,
});

const ASKS: readonly OrderAskView[] = [
  askOf({}),
  askOf({ id: "request-2", status: "allowed", gpu: "A100 SXM", validUntil: "2026-11-27T09:00:00.000Z" }),
  askOf({ id: "request-3", status: "refused", gpu: "MI300X", refusal: "too-expensive" }),
];

const viewFor = (role: PolicyView["role"]): PolicyView => ({
  ...{ org, name: "Demo team", role, version: 2, policy: POLICY, month: "2026-11" },
  history: [
    { version: 2, at: "2026-11-25T16:40:00.000Z", by: ADMIN, policy: POLICY },
    { version: 1, at: "2026-11-24T08:05:00.000Z", by: null, policy: { ...FREE_POLICY, sources: ["necto"] } },
  ],
  today: { teamUsdMicros: role === "user" ? null : 1_412_600_000, memberUsdMicros: 462_720_000 },
  budgets: [
    {
      ...{ member: null, usdMicros: 20_000_000_000, spentUsdMicros: role === "user" ? null : 16_480_120_000 },
      ...{ thresholdsBps: [5_000, 8_000, 10_000], action: "warn", setAt: "2026-11-01T00:00:00.000Z" },
    },
    {
      ...{ member: USER, usdMicros: 1_000_000_000, spentUsdMicros: 1_000_000_000 },
      ...{ thresholdsBps: [8_000, 10_000], action: "stop", setAt: "2026-11-01T00:00:00.000Z" },
    },
  ],
  bookableSources: ["necto", "lambda", "akash"],
});

/** The page of a team's policy, as one of its roles sees it. */
export async function showPolicy(page: Page, role: PolicyView["role"]): Promise<void> {
  await page.route("**/api/orgs/*/policy", (route) => route.fulfill({ json: viewFor(role) }));
  await page.route("**/api/orgs/*/requests", (route) => route.fulfill({ json: { requests: ASKS } }));
  await page.route(`**/api/orgs/${org}`, (route) => route.fulfill({ json: { members: MEMBERS } }));
  await page.goto(`${new URL(page.url()).origin}/team/${org}/policy`);
  await page.getByRole("heading", { name: "Policy of Demo team" }).waitFor();
}
