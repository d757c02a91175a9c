import { pathToFileURL } from "node:url";
import { decide } from "../../core/decide.ts";
import { Requirements } from "../../core/requirements.ts";
import {
  aListing,
  anOffer,
  dynamic,
  fixed,
  marketOf,
  STAMP,
  spot,
  token,
  tokenPrice,
} from "../../core/testing/offers.ts";
import { sealed } from "./traces.ts";

// One decision over every pricing model, sealed: its root must be the same on every machine. Run by itself it prints it.

const market = marketOf(
  [
    anOffer(),
    anOffer({
      id: "lambda:1",
      source: "lambda",
      provider: "λ-Cloud Ünïcode 🚀",
      pricing: fixed("19.25", { scope: "unit" }),
      gpuCount: 8,
      fulfilment: { kind: "quote-only" },
    }),
    anOffer({
      id: "aws:1",
      source: "aws-spot",
      pricing: spot("2.7451", { interruptionBps: 1500 }),
      fulfilment: { kind: "quote-only" },
    }),
    anOffer({
      id: "akash:1",
      source: "akash",
      pricing: spot("4516.666666666666666667", {
        kind: "auction",
        currency: "UACT",
        per: "block",
        blockSeconds: "6.098",
      }),
    }),
    anOffer({
      id: "nosana:1",
      source: "nosana",
      pricing: token("5.0001"),
      fees: [{ label: "network fee", bps: 1000 }],
    }),
    anOffer({
      id: "follower:1",
      pricing: dynamic(
        { follow: { undercutBps: 200 }, demandCurve: [{ fromUtilisationBps: 0, multiplierBps: 9500 }] },
        { utilisationBps: 4200 },
      ),
      fulfilment: aListing({
        windows: [{ from: "2026-11-22T00:00:00.000Z", to: "2026-12-22T00:00:00.000Z" }],
      }),
    }),
    anOffer({ id: "absurd:1", pricing: fixed("1e12") }),
  ],
  { tokenPrices: [tokenPrice("0.309")] },
);

export const rootOfEveryPricingModel = async (): Promise<string> => {
  const asked = Requirements.parse({
    gpuModels: ["H100"],
    durationSeconds: 43_200,
    rankBy: "balanced",
    buyerCountry: "DE",
  });
  return (await sealed(decide(market, asked, STAMP))).root;
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  process.stdout.write(await rootOfEveryPricingModel());
