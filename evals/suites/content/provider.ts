import type { Row } from "./rows.ts";

const said = (id: string, say: string, intent: string, change: object): Row => ({
  id: `provider/${id}`,
  turns: [{ say, expect: { intent, change, asks: null } }],
});

/** What providers say, as far as it is read: what it does to a listing is told by the suite of provider changes. */
export const PROVIDERS: readonly Row[] = [
  said("set-price", "set my H100 price to 1.95", "set-price", {
    gpuModels: ["H100"],
    usdMicrosPerGpuHour: 1_950_000,
  }),
  said("set-price-dollars", "set the price of my A100s to $1.20/hr", "set-price", {
    gpuModels: ["A100"],
    usdMicrosPerGpuHour: 1_200_000,
  }),
  said("cents", "update L40S price to 79 cents", "set-price", {
    gpuModels: ["L40S"],
    usdMicrosPerGpuHour: 790_000,
  }),
  said("percent-off", "5% off all my 4090s", "set-price", { gpuModels: ["RTX 4090"], percentBps: -500 }),
  said("percent-up", "raise my H200 prices by 7.5%", "set-price", { gpuModels: ["H200"], percentBps: 750 }),
  said("cut", "cut my H100 price by 10%", "set-price", { gpuModels: ["H100"], percentBps: -1_000 }),
  said("offline-window", "take 4 A100 offline from Friday 18:00 to Monday 8:00 UTC", "set-capacity", {
    gpuModels: ["A100"],
    gpuCount: 4,
    status: "offline",
    from: "2026-11-27T18:00:00.000Z",
    to: "2026-11-30T08:00:00.000Z",
  }),
  said("offline", "take my L40S offline", "set-capacity", { gpuModels: ["L40S"], status: "offline" }),
  said("back", "bring 2 H100 back online", "set-capacity", {
    gpuModels: ["H100"],
    gpuCount: 2,
    status: "available",
  }),
  said("pause", "pause my 4090s", "set-capacity", { gpuModels: ["RTX 4090"], status: "offline" }),
  said("reserve", "mark 8 of my H100s as reserved", "set-capacity", {
    gpuModels: ["H100"],
    gpuCount: 8,
    status: "reserved",
  }),
  said("maintenance", "put my MI300X in maintenance from 2026-12-01 to 2026-12-03", "set-capacity", {
    gpuModels: ["MI300X"],
    status: "offline",
    from: "2026-12-01T00:00:00.000Z",
    to: "2026-12-03T00:00:00.000Z",
  }),
  {
    id: "provider/price-of-nothing",
    turns: [{ say: "set my price", expect: { asks: "incomplete-change" } }],
  },
  {
    id: "provider/offline-of-what",
    turns: [{ say: "take some offline", expect: { asks: "incomplete-change" } }],
  },
  {
    id: "provider/others-listing",
    turns: [{ say: "set Nordlys GPU's H100 price to 0.01", expect: { approval: false } }],
    rewardBasis: ["grounded", "safety"],
  },
];
