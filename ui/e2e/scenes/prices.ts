import type { OffersBody } from "@necto/tools/protocol/market";
import { market, type Scenes } from "./scene.ts";

/** Three H100s of three countries, as the address names them. */
async function chosen(url: string): Promise<string> {
  const { offers } = (await (await fetch(`${url}/api/offers?gpu=H100&limit=200`)).json()) as OffersBody;
  const countries = Map.groupBy(offers, ({ offer }) => `${offer.location.country} ${offer.source}`);
  const ids = [...countries.values()].slice(0, 3).map(([first]) => ["compare", first!.offer.id]);
  return new URLSearchParams(ids).toString();
}

/** Pictures of the market. */
export const PRICES_SCENES: Scenes = {
  groups: async (page) => {
    await page.goto(`${(await market()).url}/prices?gpu=H100&group=gpu`);
    await page.getByText("cheapest at").first().waitFor();
    await page.getByRole("button", { name: /^H100 SXM/ }).click();
    await page.waitForTimeout(300);
  },
  comparison: async (page) => {
    const { url } = await market();
    await page.goto(`${url}/prices?${await chosen(url)}&show=comparison`);
    await page.getByText("How the price is made").waitFor();
    await page.waitForTimeout(300);
  },
  tray: async (page) => {
    const { url } = await market();
    await page.goto(`${url}/prices?gpu=H100&${await chosen(url)}`);
    await page.getByText("to compare").waitFor();
    await page.waitForTimeout(300);
  },
  history: async (page) => {
    await page.goto(`${(await market()).url}/prices?gpu=H100&history=H100&range=7d&history-region=EU`);
    await page.getByRole("img", { name: /^H100/ }).locator("canvas").waitFor();
    await page.waitForTimeout(300);
  },
  explorer: async (page) => {
    await page.goto(`${(await market()).url}/explorer`);
    await page.getByRole("heading", { name: /^Sandbox for 0G/ }).waitFor();
    await page.waitForTimeout(300);
  },
  transaction: async (page) => {
    await page.goto(`${(await market()).url}/explorer`);
    await page.getByRole("link", { name: /^0x/ }).first().click();
    await page.getByRole("heading", { name: "What happened" }).waitFor();
    await page.waitForTimeout(300);
  },
};
