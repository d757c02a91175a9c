import { canonicalizeGpu } from "../core/gpus.ts";
import type { Offer } from "../core/offer.ts";
import { locate } from "../core/regions.ts";
import type { AwsInstance } from "./aws-instances.ts";

/** One spot price of EC2: USD as decimal text per hour for the whole instance, Linux, without storage and egress. */
export interface AwsPrice {
  /** `p5.48xlarge` */
  readonly type: string;
  readonly instance: AwsInstance;
  readonly amount: string;
  /** Region (`us-east-1`), Local Zone, or availability zone (`us-east-1a`). */
  readonly place: string;
  readonly interruptionBps: number | null;
}

export type AwsStamp = Pick<Offer, "priceClass" | "observedAt">;

const text = (value: number | null): string | null => (value === null ? null : String(value));

/** A spot price as an offer, `aws-spot:<type>:<place>`. A price exists without capacity, so that units are unknown. */
export function toAwsOffer(
  { type, instance, amount, place, interruptionBps }: AwsPrice,
  stamp: AwsStamp,
): Offer {
  const { gpu, formFactor, memoryGib, gpuCount, vcpus, hostMemoryGib } = instance;
  return {
    id: `aws-spot:${type}:${place}`,
    source: "aws-spot",
    provider: "aws",
    gpu: canonicalizeGpu(gpu, { formFactor, memoryGib }),
    gpuCount,
    unitsAvailable: null,
    location: locate(place, "aws"),
    pricing: {
      model: "spot",
      kind: "spot",
      amount,
      currency: "USD",
      per: "hour",
      blockSeconds: null,
      scope: "unit",
      interruptionBps,
    },
    fees: [],
    fulfilment: { kind: "quote-only" },
    uptimeBps: null,
    ratingBps: null,
    minDurationSeconds: null,
    maxDurationSeconds: null,
    extras: {
      vcpus: text(vcpus),
      memoryGib: text(hostMemoryGib),
      storageGib: null,
      networkMbps: null,
      hostIncluded: true,
      flags: [],
    },
    ...stamp,
    url: null,
  };
}
