import type { Token } from "./token.ts";
import { correctSpelling, GPU_HEADS, KNOWN_WORDS, PLACE_WORDS } from "./vocabulary.ts";

/** What people glue behind a number: `8x`, `12h`, `80gb`, `4090s`. */
const AFTER_NUMBER = new Set(
  "x s h hr hrs hour hours d day days w week weeks m min mins mo month months gb gib g gig gigs k usd usdc dollars c cents ms am pm sxm pcie nvl ti super ada".split(
    " ",
  ),
);
/** Words whose space people leave out before another word. */
const GLUED_FIRST = new Set(
  "under below max over for in from cheapest find need only not no with at least most per and or spot the less than within".split(
    " ",
  ),
);

type Pieces = readonly string[];

const SHORT_PIECES = new Set("eu us uk in hr gb no an my to up or on at".split(" "));
const isPiece = (word: string): boolean =>
  (word.length >= 3 || SHORT_PIECES.has(word)) && KNOWN_WORDS.has(word);

/** One known word, or two when the first is one that people glue. */
function splitWords(run: string): Pieces | null {
  if (run === "") return [];
  if (isPiece(run)) return [run];
  for (let at = run.length - 2; at >= 2; at--) {
    const first = run.slice(0, at);
    const second = run.slice(at);
    const isPlace = PLACE_WORDS.has(second) && first !== "in";
    if (GLUED_FIRST.has(first) && isPiece(second) && !isPlace) return [first, second];
  }
  return null;
}

interface Edges {
  readonly afterNumber: boolean;
  readonly beforeNumber: boolean;
}

/** All ways to take a unit from the front and a GPU's first letters from the back; the fewest pieces win. */
function splitRun(run: string, { afterNumber, beforeNumber }: Edges): Pieces | null {
  const heads = afterNumber ? ["", ...[...AFTER_NUMBER].filter((unit) => run.startsWith(unit))] : [""];
  const tails = beforeNumber ? ["", ...["x", ...GPU_HEADS].filter((head) => run.endsWith(head))] : [""];
  const found = heads.flatMap((head) =>
    tails.flatMap((tail) => {
      if (head.length + tail.length > run.length) return [];
      const middle = splitWords(run.slice(head.length, run.length - tail.length));
      return middle === null ? [] : [[head, ...middle, tail].filter((piece) => piece !== "")];
    }),
  );
  return found.sort((a, b) => a.length - b.length)[0] ?? null;
}

function cut(token: Token, pieces: Pieces): Token[] {
  let at = 0;
  return pieces.map((piece, index) => {
    const start = token.start + at;
    at += piece.length;
    const text = token.text.slice(at - piece.length, at);
    return { ...token, text, word: piece, start, end: start + piece.length, glued: index > 0 || token.glued };
  });
}

const isGluedNumber = (token: Token | undefined): boolean => token?.kind === "number" && token.glued;

/**
 * Cuts runs of letters that hold several words, when every piece is known: `xh` before `100`, `ineu`, `gbunder`.
 * Runs that were shortened by normalising keep their offsets and are left whole.
 */
export function splitRuns(tokens: readonly Token[]): Token[] {
  return tokens.flatMap((token, index) => {
    if (token.kind !== "word" || token.end - token.start !== token.word.length) return [token];
    const next = tokens[index + 1];
    const afterNumber = token.glued && tokens[index - 1]?.kind === "number";
    const beforeNumber =
      isGluedNumber(next) || (next?.word === "-" && next.glued && isGluedNumber(tokens[index + 2]));
    if (
      KNOWN_WORDS.has(token.word) ||
      (!beforeNumber && correctSpelling(token.word, "elsewhere") !== token.word)
    )
      return [token];
    const pieces = splitRun(token.word, { afterNumber, beforeNumber });
    return pieces && pieces.length > 1 ? cut(token, pieces) : [token];
  });
}
