import type { KeptAct } from "@necto/tools/audit/sealed-act";
import type { ActRow } from "@necto/tools/protocol/audit";
import type { SessionView } from "@necto/tools/protocol/session";
import { toCsv } from "../format/csv.ts";
import { actionText, isOrgScope, personText, RESULTS } from "./act-text.ts";

/** An exported act as the page has it. */
export const toActRow = ({ act, hash, actor, subject }: KeptAct): ActRow => {
  const { format: _, previous: __, commitments: ___, ...rest } = act;
  return { ...rest, hash, actor: actor?.who ?? null, subject: subject?.who ?? null };
};

/** The rows of the page with everything that is cut short there, newest first. */
export const actsToCsv = (acts: readonly ActRow[], session: SessionView | null): string =>
  toCsv([
    [
      ...["Act", "Time (UTC)", "Who", "Address", "What", "Action", "To whom", "Target", "Result", "Tracking"],
      ...["Decision root", "Transaction", "Facts", "Hash"],
    ],
    ...acts.map((act) => [
      ...[
        act.seq,
        act.at,
        personText(act.actor, session),
        act.actor,
        actionText(act),
        act.action,
        act.subject,
      ],
      ...[act.target, RESULTS[act.result], trackingText(act), act.decisionRoot, act.txHash],
      ...[JSON.stringify(act.facts), act.hash],
    ]),
  ]);

/** Nothing untracked is in a log. */
export const trackingText = ({ scope }: Pick<ActRow, "scope">): string =>
  isOrgScope(scope) ? "tracked (organisation)" : "tracked (personal)";
