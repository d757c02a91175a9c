import { Rejection } from "@necto/tools/core/decision";
import {
  describeReason,
  describeRelaxation,
  describeStep,
  describeWarning,
  describeWhy,
} from "@necto/tools/core/explain";
import { RankedRow, type RejectedGroup, RejectedRow } from "@necto/tools/protocol/decision-view";
import { type ExpandedDecision, type ExpandedOffer, expandTrace } from "@necto/tools/trace/expand-trace";
import type { Trace } from "@necto/tools/trace/trace";
import { z } from "zod";
import type { Page, RecordedDecision, Rows, TraceView } from "./trace-view.ts";

type Group = Pick<RejectedGroup, "constraint" | "reason">;

/** The file that a trace was read from. */
export interface TraceFile {
  readonly trace: Trace;
  readonly root: string;
  readonly digest: string;
  readonly size: number;
}

/** A trace to look at, page by page. The file may be anybody's: nothing in it is taken for granted. */
export interface TraceReader {
  readonly view: TraceView;
  readonly ranked: (page: Page) => Rows<RankedRow>;
  /** Of one reason, or all of them. */
  readonly rejected: (group: Group | null, page: Page) => Rows<RejectedRow>;
}

const NOTHING: ExpandedDecision = { ranked: [], rejected: [] };

export function readTrace({ trace, root, digest, size }: TraceFile): TraceReader {
  const { body, signature } = trace;
  const { engine, commitment, steps } = body;
  const common = { root, digest, size, signer: signature.signer, engine, commitment, steps };
  if (body.kind === "run") {
    const { role, outcome, decision } = body;
    const none = () => ({ total: 0, rows: [], unreadable: 0 });
    return { view: { ...common, kind: "run", role, outcome, decision }, ranked: none, rejected: none };
  }
  const expanded = tryTo(() => expandTrace(body));
  const { ranked, rejected } = expanded ?? NOTHING;
  const rejections = tryTo(() => z.array(Rejection).parse(rejected.map(({ rejection }) => rejection)));
  const isReadable = expanded !== null && rejections !== null;
  const byGroup = new Map<string, ExpandedOffer[]>();
  const groups = isReadable ? groupsOf(rejections, rejected, byGroup) : [];
  const { decision, snapshot, requirements, rulesVersion, model } = body;
  const recorded: RecordedDecision = {
    id: decision.id,
    parentId: decision.parentId,
    decidedAt: decision.decidedAt,
    chosen: decision.chosen,
    offersSeen: decision.offersSeen,
    requirements,
    rulesVersion,
    model,
    rankedTotal: ranked.length,
    rejectedTotal: rejected.length,
    rejectedGroups: groups,
    snapshotDigest: snapshot.digest,
    takenAt: snapshot.takenAt,
    registry: snapshot.registry,
    tokenPrices: snapshot.tokenPrices,
    sources: snapshot.sources,
    relaxations: decision.relaxations.flatMap(
      (relaxation) => tryTo(() => describeRelaxation(relaxation)) ?? [],
    ),
  };
  return {
    view: { ...common, kind: "decision", decision: isReadable ? recorded : null },
    ranked: (page) => rowsOf(ranked, page, RankedRow, canBeSaid),
    rejected: (group, page) =>
      rowsOf(group === null ? rejected : (byGroup.get(keyOf(group)) ?? []), page, RejectedRow, canBeSaid),
  };
}

const keyOf = ({ constraint, reason }: Group): string => `${constraint}:${reason}`;

/** Counts by reason, largest first, as the market's server counts them; and the offers of each. */
function groupsOf(
  rejections: readonly Rejection[],
  rows: readonly ExpandedOffer[],
  byGroup: Map<string, ExpandedOffer[]>,
): RejectedGroup[] {
  const groups = new Map<string, RejectedGroup>();
  for (const [place, { reasons }] of rejections.entries()) {
    const own = new Map(reasons.map((reason) => [keyOf(reason), reason]));
    for (const [key, { constraint, reason }] of own) {
      const { offers = 0, alone = 0 } = groups.get(key) ?? {};
      groups.set(key, {
        constraint,
        reason,
        offers: offers + 1,
        alone: alone + (own.size === 1 ? 1 : 0),
      });
      const inGroup = byGroup.get(key);
      if (inGroup) inGroup.push(rows[place]!);
      else byGroup.set(key, [rows[place]!]);
    }
  }
  return [...groups.values()].sort((a, b) => b.offers - a.offers || (keyOf(a) < keyOf(b) ? -1 : 1));
}

function rowsOf<Row>(
  all: readonly unknown[],
  { offset, limit }: Page,
  schema: z.ZodType<Row>,
  isReadable: (row: Row) => boolean,
): Rows<Row> {
  const some = all.slice(offset, offset + limit);
  const rows = some.flatMap((row) => {
    const { data } = schema.safeParse(row);
    return data !== undefined && isReadable(data) ? [data] : [];
  });
  return { total: all.length, rows, unreadable: some.length - rows.length };
}

/** A row of a hostile file can have the right shape and numbers that no wording takes. */
const canBeSaid = ({ normalized, ...row }: RankedRow | RejectedRow): boolean =>
  tryTo(() => {
    for (const step of normalized.steps) describeStep(step);
    for (const warning of normalized.warnings) describeWarning(warning);
    if ("ranked" in row) describeWhy(row.ranked.why);
    else for (const reason of row.rejection.reasons) describeReason(reason);
    return true;
  }) ?? false;

/** Null for whatever cannot be read: the file is a stranger's, and the replay check says that it is broken. */
function tryTo<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
