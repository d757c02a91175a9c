import { alt, HYPHEN, type Parser, seq, term, word } from "../grammar.ts";
import { timeUnit } from "./quantity.ts";

/** What makes a bare number something else than a price. */
export const notAPrice: Parser<unknown> = alt<unknown>(
  term("memoryUnit"),
  timeUnit,
  term("percent"),
  term("ms"),
  term("gpu"),
  term("gpuNoun"),
  term("scopeNode"),
  word("star", "stars", "rating"),
  term("halfDay"),
  word("x", "*", ":", "of", "+"),
  seq(HYPHEN, term("gpuNoun")),
  seq(word("nvidia", "spot", "cheap", "or"), term("gpu")),
);
