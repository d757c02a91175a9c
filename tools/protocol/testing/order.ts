import type { Order } from "../order.ts";

const bytes32 = (byte: string) => `0x${byte.repeat(32)}`;
const address = (byte: string) => `0x${byte.repeat(20)}`;

/** 8× H100 SXM for two hours at 19.60 USD an hour: 39.20 USD, of which 0.98 USD is the fee. */
export const TEST_ORDER: Order = {
  ...{ decisionId: "decision-1", offerId: `necto:${bytes32("11")}`, source: "necto" },
  ...{ provider: "Rheinwerk Compute", fulfilledBy: "Rheinwerk Compute", payee: address("22") },
  ...{ gpu: "H100 SXM", gpuCount: 8, units: 1, country: "DE" },
  ...{ listingId: bytes32("11"), listingVersion: 1 },
  ...{ rateUsdMicrosPerHour: 19_600_000, durationSeconds: 7_200, totalUsdMicros: 39_200_000 },
  ...{ feeBps: 250, feeUsdMicros: 980_000 },
  token: { address: address("33"), symbol: "USDC", domainName: "USDC", domainVersion: "2" },
  chain: { id: 313_370_036, name: "sandbox for ADI", explorerUrl: null },
  ...{ escrow: address("44"), registry: address("55"), traceRoot: bytes32("66"), mode: bytes32("00") },
  ...{ salt: bytes32("77"), validAfter: 0, validBefore: 1_800_000_000 },
  quote: {
    ...{ signer: address("22"), units: 1, rateUsdMicrosPerHour: 19_600_000, maxDurationSeconds: 7_200 },
    ...{ expiry: 1_799_990_000, nonce: "1", signature: "0x" },
  },
};
