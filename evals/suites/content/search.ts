import { frame, type Row, search } from "./rows.ts";

const FAST = { sources: ["necto", "lambda"] };
const MOST = { sources: ["necto", "lambda", "akash", "ionet", "render"] };

/** Two L4 at 95 cents an hour together. */
const L4_QUOTE = {
  ...{ id: "catalog:mine", source: "catalog", provider: "Mine", gpuCount: 2, unitsAvailable: 3 },
  gpu: { vendor: "nvidia", model: "L4", formFactor: "PCIe", memoryGib: 24, raw: "L4" },
  location: { country: "DE", continent: "EU", inEu27: true, raw: "Berlin" },
  pricing: { model: "fixed", amount: "0.95", currency: "USD", per: "hour", scope: "unit" },
  fulfilment: { kind: "quote-only" },
  ...{ priceClass: "sandbox", observedAt: "2026-11-22T09:00:00.000Z" },
};

/** One message that ends in a list. */
export const SEARCHES: readonly Row[] = [
  search("h100-eu-under-3", "cheapest H100 in EU under $3", frame({ gpu: ["H100"], in: ["EU"], usd: 3 }), {
    tags: ["whole-market"],
    decision: { source: "necto", provider: "Nordlys GPU" },
  }),
  search("a100-anywhere", "A100", frame({ gpu: ["A100"] }), { tags: ["whole-market"] }),
  search(
    "spot-whole-market",
    "cheapest 8x A100 spot in the US",
    frame({ gpu: ["A100"], count: 8, in: ["US"], pricing: ["spot"] }),
    {
      tags: ["whole-market"],
      decision: { source: "aws-spot" },
    },
  ),
  search("mi300x-oslo", "MI300X", frame({ gpu: ["MI300X"] }), { tags: ["whole-market"] }),
  search("no-gpu-named", "cheapest GPU in Germany", frame({ in: ["DE"] }), { world: MOST }),
  search("eight-of-one-unit", "8x H100 SXM in France", frame({ gpu: ["H100 SXM"], count: 8, in: ["FR"] }), {
    world: FAST,
    decision: { provider: "Rheinwerk Compute", usdMicrosPerGpuHour: 2_690_000 },
  }),
  search("two-of-single-units", "2 x H100 in Germany", frame({ gpu: ["H100"], count: 2, in: ["DE"] }), {
    world: FAST,
    decision: { provider: "Rheinwerk Compute", usdMicrosPerGpuHour: 2_450_000 },
  }),
  search("more-than-there-are", "64x H100 in Germany", frame({ gpu: ["H100"], count: 64, in: ["DE"] }), {
    world: FAST,
    decision: { chosen: null },
  }),
  search("either-gpu", "H100 or H200 in Europe", frame({ gpu: ["H100", "H200"], in: ["EUROPE"] }), {
    world: FAST,
  }),
  search("memory", "at least 80GB of VRAM, cheapest", frame({ vram: 80 }), { world: FAST }),
  search("a100-80gb", "A100 80GB in the Netherlands", frame({ gpu: ["A100"], vram: 80, in: ["NL"] }), {
    world: FAST,
    decision: { usdMicrosPerGpuHour: 1_390_000 },
  }),
  search(
    "total-for-time",
    "A100 in Europe for 12 hours",
    frame({ gpu: ["A100"], in: ["EUROPE"], hours: 12 }),
    { world: FAST },
  ),
  search(
    "budget-and-time",
    "2x A100 for 6 hours, budget $80",
    frame({ gpu: ["A100"], count: 2, hours: 6, total: 80 }),
    { world: FAST },
  ),
  search(
    "budget-too-small",
    "8x H100 for 12 hours, budget $60",
    frame({ gpu: ["H100"], count: 8, hours: 12, total: 60 }),
    {
      world: FAST,
      decision: { chosen: null },
    },
  ),
  search("price-too-low", "H100 in EU under $0.10", frame({ gpu: ["H100"], in: ["EU"], usd: 0.1 }), {
    world: FAST,
    decision: { chosen: null },
  }),
  search("cents", "RTX 4090 in Poland at most 40 cents", frame({ gpu: ["RTX 4090"], in: ["PL"], usd: 0.4 }), {
    world: FAST,
    decision: { provider: "Rheinwerk Compute", usdMicrosPerGpuHour: 370_000 },
  }),
  search("price-per-gpu-hour", "4090 for $0.50 per GPU-hour", frame({ gpu: ["RTX 4090"], usd: 0.5 }), {
    world: FAST,
  }),
  search("usdc", "h100 less than 2.5 usdc per hour", frame({ gpu: ["H100"], usd: 2.5 }), { world: FAST }),
  search("not-in", "H100 not in the US", frame({ gpu: ["H100"], not: ["US"] }), { world: MOST }),
  search("not-in-two", "A100 not in the US or India", frame({ gpu: ["A100"], not: ["US", "IN"] }), {
    world: MOST,
  }),
  search("in-but-not", "H100 in the EU but not Germany", frame({ gpu: ["H100"], in: ["EU"], not: ["DE"] }), {
    world: FAST,
    decision: { provider: "Nordlys GPU" },
  }),
  search("nordics", "H200 in the Nordics", frame({ gpu: ["H200"], in: ["NORDICS"] }), {
    world: FAST,
    decision: { provider: "Nordlys GPU" },
  }),
  search("city", "H100 in Frankfurt", frame({ gpu: ["H100"], in: ["DE"] }), { world: FAST }),
  search("two-cities", "L40S in Paris or London", frame({ gpu: ["L40S"], in: ["FR", "GB"] }), {
    world: MOST,
  }),
  search("cloud-region", "A100 in eu-west-1", frame({ gpu: ["A100"], in: ["IE"] }), { world: MOST }),
  search("apac", "A100 in APAC", frame({ gpu: ["A100"], in: ["APAC"] }), {
    world: FAST,
    decision: { provider: "Pacific Lattice" },
  }),
  search("japan-token", "4090 in Japan", frame({ gpu: ["RTX 4090"], in: ["JP"] }), {
    world: FAST,
    decision: { provider: "Pacific Lattice" },
  }),
  search("north-america", "H100 in North America", frame({ gpu: ["H100"], in: ["NORTH_AMERICA"] }), {
    world: FAST,
  }),
  search("no-spot", "H100 no spot", frame({ gpu: ["H100"], pricing: ["fixed", "token", "dynamic"] }), {
    world: MOST,
  }),
  search("fixed-only", "H100 fixed price only", frame({ gpu: ["H100"], pricing: ["fixed"] }), {
    world: FAST,
  }),
  search(
    "on-demand",
    "on-demand A100 in Europe",
    frame({ gpu: ["A100"], in: ["EUROPE"], pricing: ["fixed", "dynamic"] }),
    { world: FAST },
  ),
  search(
    "no-token",
    "H100 in the US, no token pricing",
    frame({ gpu: ["H100"], in: ["US"], pricing: ["fixed", "spot", "dynamic"] }),
    { world: FAST },
  ),
  search("from-lambda", "H100 from lambda", frame({ gpu: ["H100"], from: ["lambda"] }), {
    world: FAST,
    decision: { source: "lambda" },
  }),
  search("on-akash", "A100 on akash", frame({ gpu: ["A100"], from: ["akash"] }), {
    world: MOST,
    decision: { source: "akash" },
  }),
  search("io-net", "H100 via io.net", frame({ gpu: ["H100"], from: ["ionet"] }), {
    world: MOST,
    decision: { source: "ionet" },
  }),
  search("not-from", "H100 not from lambda", frame({ gpu: ["H100"], notFrom: ["lambda"] }), { world: FAST }),
  search("only-necto", "only necto, A100", frame({ gpu: ["A100"], from: ["necto"] }), {
    world: FAST,
    decision: { source: "necto" },
  }),
  search("uptime", "H100 with at least 99.9% uptime", frame({ gpu: ["H100"], uptime: 9_990 }), {
    world: FAST,
    decision: { provider: "Nordlys GPU" },
  }),
  search("rating", "H100 rated at least 4.8", frame({ gpu: ["H100"], rating: 9_600 }), {
    world: FAST,
    decision: { provider: "Nordlys GPU" },
  }),
  search("reliable", "most reliable H100 in EU", frame({ gpu: ["H100"], in: ["EU"], rank: "reliability" }), {
    world: FAST,
    decision: { provider: "Nordlys GPU" },
  }),
  search("balanced", "best value A100, balanced", frame({ gpu: ["A100"], rank: "balanced" }), {
    world: FAST,
  }),
  search("typo", "cheepest H100 in Germny", frame({ gpu: ["H100"], in: ["DE"] }), { world: FAST }),
  search("glued", "h100under$3", frame({ gpu: ["H100"], usd: 3 }), { world: FAST }),
  search("shouting", "CHEAPEST RTX 4090 IN POLAND!!!", frame({ gpu: ["RTX 4090"], in: ["PL"] }), {
    world: FAST,
    decision: { usdMicrosPerGpuHour: 370_000 },
  }),
  search(
    "polite",
    "hi there, could you please find me an H100 in Finland? thanks!",
    frame({ gpu: ["H100"], in: ["FI"] }),
    {
      world: FAST,
      decision: { provider: "Nordlys GPU" },
    },
  ),
  search(
    "number-words",
    "two A100 for three days in Europe",
    frame({ gpu: ["A100"], count: 2, hours: 72, in: ["EUROPE"] }),
    { world: FAST },
  ),
  search("times-sign", "A100 × 2 in Asia", frame({ gpu: ["A100"], count: 2, in: ["ASIA"] }), { world: FAST }),
  search("a-couple", "a couple of 4090s in Japan", frame({ gpu: ["RTX 4090"], count: 2, in: ["JP"] }), {
    world: FAST,
  }),
  search("week", "H100 in Germany for a week", frame({ gpu: ["H100"], in: ["DE"], hours: 168 }), {
    world: FAST,
  }),
  search(
    "start",
    "H100 in Germany starting Dec 1 for 2 days",
    frame({ gpu: ["H100"], in: ["DE"], start: "2026-12-01T00:00:00.000Z", hours: 48 }),
    { world: FAST },
  ),
  search(
    "tomorrow",
    "A100 in Europe tomorrow at 9am UTC",
    frame({ gpu: ["A100"], in: ["EUROPE"], start: "2026-11-23T09:00:00.000Z" }),
    { world: FAST },
  ),
  search(
    "window-closed",
    "L40S in the US starting 2027-03-01 on necto for 6 hours",
    frame({ gpu: ["L40S"], in: ["US"], start: "2027-03-01T00:00:00.000Z", from: ["necto"], hours: 6 }),
    {
      world: FAST,
      decision: { chosen: null },
    },
  ),
  search("offline-listing", "L40S in Germany", frame({ gpu: ["L40S"], in: ["DE"] }), {
    world: FAST,
    decision: { chosen: null },
  }),
  search("reserved-listing", "B200 in Iceland", frame({ gpu: ["B200"], in: ["IS"] }), {
    world: FAST,
    decision: { chosen: null },
  }),
  search(
    "too-short",
    "8x H100 in France for 30 minutes",
    frame({ gpu: ["H100"], count: 8, in: ["FR"], hours: 0.5 }),
    { world: FAST, decision: { chosen: null } },
  ),
  search("tracked-said", "H100 in EU, tracked", frame({ gpu: ["H100"], in: ["EU"], mode: "tracked" }), {
    world: FAST,
  }),
  search(
    "untracked-said",
    "H100 in EU, don't track me",
    frame({ gpu: ["H100"], in: ["EU"], mode: "untracked" }),
    { world: FAST },
  ),
  search("german", "günstigste H100 in Deutschland unter 3 $", frame({ gpu: ["H100"], in: ["DE"], usd: 3 }), {
    world: FAST,
  }),
  search(
    "german-long",
    "zwei A100 für 12 Stunden in Europa, kein Spot",
    frame({ gpu: ["A100"], count: 2, hours: 12, in: ["EUROPE"], pricing: ["fixed", "token", "dynamic"] }),
    { world: FAST },
  ),
  search(
    "french",
    "les A100 les moins chères en Europe à moins de 2,50 $",
    frame({ gpu: ["A100"], in: ["EUROPE"], usd: 2.5 }),
    { world: FAST },
  ),
  search(
    "french-time",
    "huit H100 en France pour 6 heures",
    frame({ gpu: ["H100"], count: 8, in: ["FR"], hours: 6 }),
    { world: FAST },
  ),
  search("spanish", "la 4090 más barata en Polonia", frame({ gpu: ["RTX 4090"], in: ["PL"] }), {
    world: FAST,
  }),
  search(
    "spanish-time",
    "dos A100 por tres días en Europa",
    frame({ gpu: ["A100"], count: 2, hours: 72, in: ["EUROPE"] }),
    { world: FAST },
  ),
  search("drifted", "cheapest H100 in EU under $3", frame({ gpu: ["H100"], in: ["EU"], usd: 3 }), {
    world: { ...FAST, drift: 17 },
  }),
  search("drifted-far", "A100 in Europe", frame({ gpu: ["A100"], in: ["EUROPE"] }), {
    world: { ...MOST, drift: 1_234 },
  }),
  search("other-seed", "H100", frame({ gpu: ["H100"] }), { world: { ...FAST, drift: 40 }, seed: 7 }),
  search("lambda-429", "H100", frame({ gpu: ["H100"] }), {
    world: { ...FAST, faults: [{ upstream: "lambda", fault: "429" }] },
    contains: ["Without Lambda"],
  }),
  search("lambda-500", "A100", frame({ gpu: ["A100"] }), {
    world: { ...FAST, faults: [{ upstream: "lambda", fault: "500" }] },
    contains: ["Without Lambda"],
  }),
  search("lambda-html", "H100 in the US", frame({ gpu: ["H100"], in: ["US"] }), {
    world: { ...FAST, faults: [{ upstream: "lambda", fault: "html" }] },
    contains: ["Without Lambda"],
  }),
  search("lambda-empty", "H100 in the US", frame({ gpu: ["H100"], in: ["US"] }), {
    world: { ...FAST, faults: [{ upstream: "lambda", fault: "empty" }] },
    contains: ["Without Lambda"],
  }),
  search("malformed-row", "A100", frame({ gpu: ["A100"] }), {
    world: { ...FAST, faults: [{ upstream: "lambda", fault: "malformed-row" }] },
  }),
  search("price-zero", "B200", frame({ gpu: ["B200"] }), {
    world: { ...FAST, faults: [{ upstream: "lambda", fault: "price-0" }] },
  }),
  search("two-sources-down", "H100", frame({ gpu: ["H100"] }), {
    world: {
      ...MOST,
      faults: [
        { upstream: "lambda", fault: "500" },
        { upstream: "ionet", fault: "429" },
      ],
    },
    contains: ["Without Lambda", "Without io.net"],
  }),
  search("akash-half", "A100 on akash", frame({ gpu: ["A100"], from: ["akash"] }), {
    world: { sources: ["akash"], faults: [{ upstream: "akash-bids", fault: "500" }] },
  }),
  search("no-token-price", "4090 in Japan", frame({ gpu: ["RTX 4090"], in: ["JP"] }), {
    world: { sources: ["necto"], faults: [{ upstream: "coingecko", fault: "500" }] },
  }),
  search("silent-source", "H100", frame({ gpu: ["H100"] }), {
    world: { ...FAST, faults: [{ upstream: "lambda", fault: "timeout" }] },
    contains: ["Without Lambda"],
    k: 2,
  }),
  search("cheaper-listing", "A100 in Europe", frame({ gpu: ["A100"], in: ["EUROPE"] }), {
    world: { ...FAST, listings: [{ listing: "a100-amsterdam", usdcPerGpuHour: "1.11" }] },
    decision: { usdMicrosPerGpuHour: 1_110_000 },
  }),
  search(
    "price-of-three-decimals",
    "A100 in Europe for 7 hours",
    frame({ gpu: ["A100"], in: ["EUROPE"], hours: 7 }),
    {
      world: { ...FAST, listings: [{ listing: "a100-amsterdam", usdcPerGpuHour: "1.333333" }] },
      decision: { usdMicrosPerGpuHour: 1_333_333 },
    },
  ),
  search("sold-out", "A100 on necto in Europe", frame({ gpu: ["A100"], in: ["EUROPE"], from: ["necto"] }), {
    world: { ...FAST, listings: [{ listing: "a100-amsterdam", unitsAvailable: 0 }] },
    decision: { chosen: null },
  }),
  search("too-cheap-to-be-true", "H100 on necto", frame({ gpu: ["H100"], from: ["necto"] }), {
    world: { ...MOST, listings: [{ listing: "h100-frankfurt", usdcPerGpuHour: "0.01" }] },
  }),
  search("further-quote", "L4 in Germany", frame({ gpu: ["L4"], in: ["DE"] }), {
    world: { ...FAST, quotes: [L4_QUOTE] },
    decision: { chosen: "catalog:mine", source: "catalog", usdMicrosPerGpuHour: 475_000, ranked: 1 },
  }),
];
