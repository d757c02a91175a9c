import type { Rule } from "./read-statements.ts";
import { aiModelRule } from "./rules/ai-model.ts";
import {
  answerRule,
  byAmountRule,
  purposeRule,
  relativeRule,
  resetRule,
  saidRule,
} from "./rules/conversation.ts";
import { countRule } from "./rules/count.ts";
import { durationRule, vagueTimeRule } from "./rules/duration.ts";
import { gpuRule, spacedGpuRule, unknownGpuRule } from "./rules/gpu.ts";
import { modeRule } from "./rules/mode.ts";
import { priceRule } from "./rules/price.ts";
import { pricingRule } from "./rules/pricing.ts";
import { latencyRule, ratingRule, uptimeRule } from "./rules/quality.ts";
import { rankRule } from "./rules/rank.ts";
import {
  anyRegionRule,
  excludedRegionRule,
  fromPlaceRule,
  originRule,
  regionRule,
  unknownPlaceRule,
} from "./rules/region.ts";
import { mixedExclusionRule, sourceRule } from "./rules/source.ts";
import { timeRule } from "./rules/time.ts";
import { vramRule } from "./rules/vram.ts";

/** What a buyer's request may state. */
export const BUYER_RULES: readonly Rule[] = [
  gpuRule,
  unknownGpuRule,
  spacedGpuRule,
  countRule,
  priceRule,
  vramRule,
  durationRule,
  vagueTimeRule,
  timeRule,
  excludedRegionRule,
  regionRule,
  fromPlaceRule,
  originRule,
  anyRegionRule,
  unknownPlaceRule,
  pricingRule,
  sourceRule,
  mixedExclusionRule,
  uptimeRule,
  ratingRule,
  latencyRule,
  rankRule,
  modeRule,
  resetRule,
  relativeRule,
  aiModelRule,
  byAmountRule,
  answerRule,
  purposeRule,
  saidRule,
];
