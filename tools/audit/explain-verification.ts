import type { ActsHead } from "./sealed-act.ts";
import type { ActsProblem, ActsVerification } from "./verify-acts.ts";

export const ACTS_VERDICTS: Readonly<Record<ActsVerification["verdict"], string>> = {
  verified: "Verified",
  mismatch: "Does not match",
  unchecked: "Could not check",
};

/** What a verdict means, for the page and the CLI alike. Problems are told one by one by `explainProblem`. */
export function explainVerification(
  { verdict, checked, unnamed, head }: ActsVerification,
  kept: ActsHead | null = null,
): readonly string[] {
  const acts = checked === 1 ? "1 act" : `${checked} acts`;
  return [
    {
      verified: `Nothing was changed, taken out, put in or moved: ${acts} from the first to the head, each hash computed again.`,
      mismatch: `These are not the acts that were written down: ${acts} were looked at.`,
      unchecked: `Each of these ${acts} is what was written down. They are some of the log only, so what is between them could not be checked.`,
    }[verdict],
    ...(unnamed === 0
      ? []
      : [
          `${unnamed === 1 ? "1 act does" : `${unnamed} acts do`} not name everybody in it: an account was deleted, or a name was taken out.`,
        ]),
    ...(verdict === "mismatch" || head === null
      ? []
      : [
          kept === null || verdict === "unchecked"
            ? "A log that was written anew as a whole, or that its last acts were taken off, has another head. Compare the head with one that you kept."
            : "It has the head that you kept: nothing up to there was written anew or taken off.",
        ]),
  ];
}

const PROBLEMS: Readonly<Record<ActsProblem["kind"], string>> = {
  changed: "its contents are not those that were hashed",
  renamed: "somebody else is named in it than was written down",
  unlinked: "it does not follow from the act before it",
  reordered: "it stands behind a later one, or stands there twice",
  foreign: "it is of another log",
  gap: "acts before it are missing",
  "other-end": "the log ends elsewhere than it is said to",
  "not-kept": "the log does not have the one whose head you kept",
};

/** `Act 7: its contents are not those that were hashed.` */
export const explainProblem = ({ kind, seq }: ActsProblem): string =>
  seq === 0 ? `No act: ${PROBLEMS[kind]}.` : `Act ${seq}: ${PROBLEMS[kind]}.`;
