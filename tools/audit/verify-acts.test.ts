import fc from "fast-check";
import { expect, test } from "vitest";
import { type ActsFileHeader, claimOf, looksLikeActs, parseActsFile } from "./acts-file.ts";
import type { KeptAct } from "./sealed-act.ts";
import { chainOfActs } from "./testing/chain-of-acts.ts";
import { type ActsClaim, verifyActs } from "./verify-acts.ts";

const SCOPE = "org:0x1";
const headOf = (acts: readonly KeptAct[]) => {
  const last = acts.at(-1);
  return last ? { seq: last.act.seq, hash: last.hash } : null;
};
const whole = (acts: readonly KeptAct[]): ActsClaim => ({
  scope: SCOPE,
  head: headOf(acts),
  isPartial: false,
});

test("a log that nobody touched is verified, an empty one too", () => {
  const acts = chainOfActs(SCOPE, 5);
  expect(verifyActs(acts, whole(acts))).toEqual({
    ...{ verdict: "verified", checked: 5, unnamed: 0, problems: [] },
    head: { seq: 5, hash: acts[4]!.hash },
  });
  expect(verifyActs([], whole([]))).toMatchObject({ verdict: "verified", head: null });
});

test("names that were deleted with their account take nothing from the chain", () => {
  const acts = chainOfActs(SCOPE, 4).map((kept) => ({ ...kept, actor: null }));
  expect(verifyActs(acts, whole(acts))).toMatchObject({ verdict: "verified", unnamed: 4 });
});

test("each kind of damage is told, and at which act", () => {
  const acts = chainOfActs(SCOPE, 6);
  const problemsOf = (changed: readonly KeptAct[]) => verifyActs(changed, whole(acts)).problems;
  const edit = (index: number, change: (kept: KeptAct) => KeptAct) =>
    acts.map((kept, at) => (at === index ? change(kept) : kept));
  expect(problemsOf(edit(2, (kept) => ({ ...kept, act: { ...kept.act, result: "failed" } })))).toEqual([
    { kind: "changed", seq: 3 },
  ]);
  expect(problemsOf(edit(2, (kept) => ({ ...kept, actor: { ...kept.actor!, who: "0xevil" } })))).toEqual([
    { kind: "renamed", seq: 3 },
  ]);
  expect(problemsOf(acts.toSpliced(2, 1))).toEqual([{ kind: "gap", seq: 4 }]);
  expect(problemsOf(acts.slice(1))).toEqual([{ kind: "gap", seq: 2 }]);
  expect(problemsOf(acts.slice(0, -1))).toEqual([{ kind: "other-end", seq: 5 }]);
  expect(problemsOf([acts[0]!, acts[0]!, ...acts.slice(1)])).toEqual([{ kind: "reordered", seq: 1 }]);
  const other = chainOfActs("org:0x2", 1)[0]!;
  expect(problemsOf([...acts, other]).map(({ kind }) => kind)).toEqual(["foreign", "reordered", "other-end"]);
});

test("of some acts only, what is there is checked, and what is not there could not be", () => {
  const acts = chainOfActs(SCOPE, 6);
  const some = { ...whole(acts), isPartial: true };
  expect(verifyActs([acts[1]!, acts[4]!], some)).toMatchObject({ verdict: "unchecked", checked: 2 });
  const changed = { ...acts[4]!, act: { ...acts[4]!.act, target: "0x9" } };
  expect(verifyActs([acts[1]!, changed], some)).toMatchObject({ verdict: "mismatch" });
  // Neighbours are still each other's.
  const forged = chainOfActs(SCOPE, 6)[2]!;
  expect(verifyActs([acts[1]!, forged], some).problems[0]).toEqual({ kind: "unlinked", seq: 3 });
});

test("a log that was written anew from some act on fits only its own head, and not one that was kept", () => {
  const acts = chainOfActs(SCOPE, 6);
  const forged = chainOfActs(SCOPE, 6, acts.slice(0, 3));
  expect(verifyActs(forged, whole(forged)).verdict).toBe("verified");
  const kept = headOf(acts.slice(0, 5));
  expect(verifyActs(acts, { ...whole(acts), kept }).verdict).toBe("verified");
  for (const other of [forged, acts.slice(0, 3)])
    expect(verifyActs(other, { ...whole(other), kept })).toMatchObject({
      ...{ verdict: "mismatch", problems: [{ kind: "not-kept", seq: 5 }] },
    });
  expect(verifyActs(forged, whole(acts))).toMatchObject({
    verdict: "mismatch",
    problems: [{ kind: "other-end" }],
  });
});

/** Everything that can be done to a log without computing hashes anew. */
const tampering = fc.oneof(
  fc.record({ kind: fc.constant("drop" as const), at: fc.nat() }),
  fc.record({ kind: fc.constant("cut" as const), at: fc.nat() }),
  fc.record({ kind: fc.constant("repeat" as const), at: fc.nat(), to: fc.nat() }),
  fc.record({ kind: fc.constant("move" as const), at: fc.nat(), to: fc.nat() }),
  fc.record({ kind: fc.constant("edit" as const), at: fc.nat(), path: fc.nat(), text: fc.string() }),
);

const pathsOf = (value: unknown, path: readonly string[] = []): (readonly string[])[] =>
  value !== null && typeof value === "object"
    ? Object.entries(value).flatMap(([key, part]) => pathsOf(part, [...path, key]))
    : [path];

function edited(kept: KeptAct, nth: number, text: string): KeptAct {
  const copy = structuredClone(kept);
  const paths = pathsOf(copy);
  const path = paths[nth % paths.length]!;
  let part = copy as unknown as Record<string, unknown>;
  for (const key of path.slice(0, -1)) part = part[key] as typeof part;
  part[path.at(-1)!] = typeof part[path.at(-1)!] === "number" ? text.length + 50 : `${text}!`;
  return copy;
}

test("no tampering goes unseen", () => {
  const acts = chainOfActs(SCOPE, 12);
  fc.assert(
    fc.property(tampering, (how) => {
      const at = how.at % acts.length;
      const changed =
        how.kind === "drop"
          ? acts.toSpliced(at, 1)
          : how.kind === "cut"
            ? acts.slice(at + 1)
            : how.kind === "repeat"
              ? acts.toSpliced(how.to % acts.length, 0, acts[at]!)
              : how.kind === "move"
                ? acts.toSpliced(at, 1).toSpliced(how.to % acts.length, 0, acts[at]!)
                : acts.with(at, edited(acts[at]!, how.path, how.text));
      const isSame = JSON.stringify(changed) === JSON.stringify(acts);
      expect(verifyActs(changed, whole(acts)).verdict).toBe(isSame ? "verified" : "mismatch");
    }),
    { numRuns: 600 },
  );
});

test("an exported file is read as it was written, and a line that is no act is named", () => {
  const acts = chainOfActs(SCOPE, 3);
  const header: ActsFileHeader = {
    ...{ format: "necto.acts/1", scope: SCOPE, exportedAt: "2026-11-26T10:00:00.000Z" },
    ...{ head: headOf(acts), partial: false },
  };
  const text = [header, ...acts].map((line) => `${JSON.stringify(line)}\n`).join("");
  expect(looksLikeActs(text)).toBe(true);
  expect(looksLikeActs('{"body":{}}')).toBe(false);
  const file = parseActsFile(text);
  expect(file).toEqual({ header, acts });
  expect(verifyActs(file.acts, claimOf(file.header)).verdict).toBe("verified");
  expect(() => parseActsFile(`${text}{"act":1}\n`)).toThrow(/Line 5 is not an act/);
  expect(() => parseActsFile("seq,at\n1,2\n")).toThrow(/Line 1 is not the head of an exported log/);
});
