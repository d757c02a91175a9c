import { openStore } from "@necto/agent/store/open-store";
import { recordPrices } from "@necto/agent/store/price-history";

const HOUR_MS = 3_600_000;

/** Hours of the last two days with a hole of six, as the server would have written them. */
export async function recordTwoDays(home: string): Promise<void> {
  const store = await openStore(home, () => "unused");
  for (let hour = 48; hour > 0; hour--) {
    if (hour > 10 && hour <= 16) continue;
    const p50 = 2_400_000 + (hour % 12) * 20_000;
    const sample = {
      gpu: "H100",
      origin: "sandbox",
      p10: p50 - 300_000,
      min: p50 - 400_000,
      offers: 30,
    } as const;
    await recordPrices(
      store,
      [
        { ...sample, pricing: "fixed", region: "WORLD", p50 },
        { ...sample, pricing: "fixed", region: "EU", p50: p50 + 500_000 },
        { ...sample, pricing: "spot", region: "EU", p50: p50 - 200_000, offers: 12 },
      ],
      Date.now() - hour * HOUR_MS,
    );
  }
  await store.close();
}
