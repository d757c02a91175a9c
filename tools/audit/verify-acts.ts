import { commitTo } from "./commit-to.ts";
import { type ActsHead, hashAct, type KeptAct, NO_ACT } from "./sealed-act.ts";

/** What somebody says of some acts before they are looked at. */
export interface ActsClaim {
  readonly scope: string;
  /** Where the log ended when they were taken from it; null for an empty log. */
  readonly head: ActsHead | null;
  /** A head of it that was kept elsewhere, and has to be in it. */
  readonly kept?: ActsHead | null;
  /** Whether they are said to be some acts of the log only. */
  readonly isPartial: boolean;
}

/** What does not fit, and at which act. */
export interface ActsProblem {
  readonly kind: (typeof ACTS_PROBLEMS)[number];
  readonly seq: number;
}

export const ACTS_PROBLEMS = [
  /** Its contents are not those that were hashed. */
  "changed",
  /** Its actor or subject is somebody else than was committed to. */
  "renamed",
  /** It does not follow from the act before it. */
  "unlinked",
  /** It stands after an act that came later, or stands there twice. */
  "reordered",
  /** It is of another log. */
  "foreign",
  /** Acts before it are not there. */
  "gap",
  /** The log does not end where it is said to. */
  "other-end",
  /** The head that was kept elsewhere is not in it. */
  "not-kept",
] as const;

export interface ActsVerification {
  /** As with traces: what is not there to be looked at could not be checked. */
  readonly verdict: "verified" | "mismatch" | "unchecked";
  readonly checked: number;
  /** Acts that somebody is not named in: the account was deleted, or the name was taken out. */
  readonly unnamed: number;
  /** Where what was looked at ends; null when there was nothing. */
  readonly head: ActsHead | null;
  /** In the order of the acts; the first hundred. */
  readonly problems: readonly ActsProblem[];
}

const MOST_PROBLEMS = 100;

/** Looks at acts one after the other, oldest first, so that a page can do something else in between. */
export interface ActsVerifier {
  readonly add: (kept: KeptAct) => void;
  readonly end: () => ActsVerification;
}

export function createActsVerifier({
  scope,
  head: claimed,
  kept = null,
  isPartial,
}: ActsClaim): ActsVerifier {
  const problems: ActsProblem[] = [];
  let head: ActsHead = { seq: 0, hash: NO_ACT };
  let checked = 0;
  let unnamed = 0;
  let isBroken = false;
  let hasKept = kept === null;

  const note = (kind: ActsProblem["kind"], seq: number) => {
    // Of some acts only, others are not there, and nothing is wrong.
    if (isPartial && (kind === "gap" || kind === "other-end" || kind === "not-kept")) return;
    isBroken = true;
    if (problems.length < MOST_PROBLEMS) problems.push({ kind, seq });
  };

  return {
    add({ act, hash, actor, subject }) {
      const { seq, commitments } = act;
      checked += 1;
      if (actor === null || (subject === null && commitments.subject !== null)) unnamed += 1;
      if (hashAct(act) !== hash) note("changed", seq);
      if (!isCommitted(commitments.actor, actor) || !isCommitted(commitments.subject, subject))
        note("renamed", seq);
      if (act.scope !== scope) note("foreign", seq);
      if (seq <= head.seq) note("reordered", seq);
      else if (seq > head.seq + 1) note("gap", seq);
      else if (act.previous !== head.hash) note("unlinked", seq);
      head = { seq, hash };
      hasKept ||= seq === kept?.seq && hash === kept.hash;
    },
    end() {
      if (claimed?.seq !== (head.seq || undefined) || (claimed && claimed.hash !== head.hash))
        note("other-end", head.seq);
      if (!hasKept) note("not-kept", kept!.seq);
      return {
        verdict: isBroken ? "mismatch" : isPartial ? "unchecked" : "verified",
        ...{ checked, unnamed, head: checked === 0 ? null : head, problems },
      };
    },
  };
}

/**
 * Computes the chain of a log again: every hash, every link, everybody named. It finds what was changed, taken out, put in, or put
 * elsewhere between the first act and the head. It cannot find that a whole log was written anew, or that its last acts were left
 * out together with the head: that takes a head that was kept elsewhere.
 *
 * @param acts oldest first
 */
export function verifyActs(acts: Iterable<KeptAct>, claim: ActsClaim): ActsVerification {
  const verifier = createActsVerifier(claim);
  for (const kept of acts) verifier.add(kept);
  return verifier.end();
}

/** Whoever is named is who was committed to. A name that was deleted takes nothing from the chain. */
const isCommitted = (commitment: string | null, named: KeptAct["actor"]): boolean =>
  named === null || commitTo(named.salt, named.who) === commitment;
