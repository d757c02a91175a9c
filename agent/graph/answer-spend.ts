import { readSpendQuestion } from "@necto/tools/language/read-spend-question";
import {
  NO_SPEND_HERE,
  NOT_A_MEMBER,
  SPEND_NOT_UNDERSTOOD,
  SPEND_UNTRACKED,
  spendText,
} from "./compose-spend.ts";
import type { RunContext } from "./run-context.ts";
import type { GraphState } from "./state.ts";

/** What a question about spend is answered with; null for any other message. */
export async function answerSpend(
  { understanding, booking, change }: GraphState,
  { message, now, spender, spend }: RunContext,
): Promise<string | null> {
  if (understanding?.intent !== "spend" || booking !== null || change !== null || message === null)
    return null;
  if (spend === null) return NO_SPEND_HERE;
  if (spender === null) return SPEND_UNTRACKED;
  const { isUnderstood, ...question } = readSpendQuestion(message.text, now());
  if (!isUnderstood) return SPEND_NOT_UNDERSTOOD;
  const facts = await spend.spent(spender, question);
  return facts === null ? NOT_A_MEMBER : spendText(facts, { question, org: spender.org });
}
