import type { StepState } from "../chat/run-state.ts";
import { amountText, rateText } from "./money.ts";
import { codeText, countText, shortHash } from "./text.ts";

/** Facts of a step that read as "before → after". */
const PAIRS = [
  ["in", "out"],
  ["offers", "comparable"],
] as const;

/** Facts of a step that are money, in micro-USD, as text with their unit. */
const MONEY: Readonly<Record<string, (usdMicros: number) => string>> = {
  usdMicrosPerHour: (usdMicros) => `$${rateText(usdMicros)}/hr`,
  totalUsdMicros: (usdMicros) => `$${amountText(usdMicros)}`,
};

const isCount = (value: unknown): value is number => typeof value === "number" && Number.isInteger(value);

/** The one figure of a step for its row: `8,441 → 214`, `214 ranked`, `2.3592 USD/hr`, `0x9f3c…01e1`, `Search`; empty while it runs. */
export function stepFigure({ trace }: Pick<StepState, "trace">): string {
  if (!trace) return "";
  const { summary } = trace;
  if (typeof summary.root === "string") return shortHash(summary.root);
  for (const [before, after] of PAIRS) {
    const [from, to] = [summary[before], summary[after]];
    if (isCount(from) && isCount(to)) return `${countText(from)} → ${countText(to)}`;
  }
  const count = Object.entries(summary).find(([, value]) => isCount(value));
  const money = count && MONEY[count[0]];
  if (money) return money(Number(count[1]));
  if (count) return `${countText(Number(count[1]))} ${codeText(count[0]).toLowerCase()}`;
  return typeof summary.intent === "string" ? codeText(summary.intent) : "";
}
