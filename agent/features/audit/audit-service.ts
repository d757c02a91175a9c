import type { ActsFileHeader } from "@necto/tools/audit/acts-file";
import type { KeptAct } from "@necto/tools/audit/sealed-act";
import { NectoError } from "@necto/tools/errors";
import type { ActRow, ActView, AuditFilters, AuditPage, AuditQuery } from "@necto/tools/protocol/audit";
import type { Store } from "../../store/open-store.ts";
import type { Principal } from "../accounts/principal.ts";
import type { OpenBooking } from "../booking/open-booking.ts";
import type { TeamRoles } from "../teams/team-roles.ts";
import { findHead } from "./act-queries.ts";
import { recordExpired } from "./approval-acts-queries.ts";
import { countActs, findAct, listActs, readActs, type Wanted } from "./read-acts-queries.ts";

export interface AuditOptions {
  readonly store: Pick<Store, "db">;
  readonly roles: TeamRoles;
  readonly chain: Pick<OpenBooking["chain"], "id" | "name" | "explorerUrl"> | null;
  readonly now: () => number;
}

/** An exported log: what is said of it, and its acts, oldest first. */
export interface ActsExport {
  readonly header: ActsFileHeader;
  readonly acts: AsyncIterable<KeptAct>;
}

/** Logs as those who may read them do. All throw `request/not-found` for a log that is none, and for one of others. */
export interface AuditService {
  readonly page: (principal: Principal, query: AuditQuery) => Promise<AuditPage>;
  readonly view: (
    principal: Principal,
    at: { readonly scope: string; readonly seq: number },
  ) => Promise<ActView>;
  readonly export: (principal: Principal, filters: AuditFilters) => Promise<ActsExport>;
}

export function createAudit({ store: { db }, roles, chain, now }: AuditOptions): AuditService {
  const iso = () => new Date(now()).toISOString();
  const explorer = chain && { chainId: chain.id, name: chain.name, explorerUrl: chain.explorerUrl };

  /** An account reads its own log; of a team's, Admins and Viewers all, Users what they did and what was done to them. */
  async function readable(scope: string, { address }: Principal): Promise<Wanted> {
    if (scope === `account:${address}`) return { scope, onlyOf: null };
    const role = scope.startsWith("org:") ? await roles.roleOf(scope.slice("org:".length), address) : null;
    if (role === null) throw noLog(scope);
    return { scope, onlyOf: role === "user" ? address : null };
  }

  async function wantedBy(principal: Principal, { org, ...filters }: AuditFilters): Promise<Wanted> {
    await recordExpired(db, iso());
    const scope = org === undefined ? `account:${principal.address}` : `org:${org}`;
    return { ...filters, ...(await readable(scope, principal)) };
  }

  return {
    async page(principal, { before, limit, ...filters }) {
      const which = await wantedBy(principal, filters);
      const [kept, matching, head] = await Promise.all([
        listActs(db, which, { before, limit: limit + 1 }),
        countActs(db, which),
        findHead(db, which.scope),
      ]);
      const acts = kept.slice(0, limit).map(toRow);
      return {
        ...{ scope: which.scope, acts, matching, head, partial: which.onlyOf !== null, chain: explorer },
        next: kept.length > limit ? acts.at(-1)!.seq : null,
      };
    },
    async view(principal, { scope, seq }) {
      const kept = await findAct(db, await readable(scope, principal), seq);
      if (kept === null) throw noAct(seq);
      const { previous, commitments } = kept.act;
      return { ...toRow(kept), previous, commitments, chain: explorer };
    },
    async export(principal, filters) {
      const which = await wantedBy(principal, filters);
      const { scope, onlyOf, ...chosen } = which;
      const head = await findHead(db, scope);
      const isFiltered = Object.values(chosen).some((value) => value !== undefined);
      return {
        header: {
          ...{ format: "necto.acts/1", scope, exportedAt: iso(), head },
          partial: onlyOf !== null || isFiltered,
        },
        acts: readActs(db, which, { upTo: head?.seq ?? 0 }),
      };
    },
  };
}

const toRow = ({ act, hash, actor, subject }: KeptAct): ActRow => {
  const { format: _, previous: __, commitments: ___, ...rest } = act;
  return { ...rest, hash, actor: actor?.who ?? null, subject: subject?.who ?? null };
};

const noLog = (scope: string): NectoError =>
  new NectoError({
    code: "request/not-found",
    message: `There is no log ${scope.slice(0, 80)} that you can see.`,
  });

const noAct = (seq: number): NectoError =>
  new NectoError({ code: "request/not-found", message: `There is no act ${seq} here that you can see.` });
