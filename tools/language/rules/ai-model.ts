import type { Chart } from "../chart.ts";
import { alt, glued, HYPHEN, many, opt, seq, token, word } from "../grammar.ts";
import type { Candidate } from "../statement.ts";

/** Names of models that people run; the numbers behind them are versions and sizes, never counts or prices. */
const NAME = word(
  ..."llama codellama mistral mixtral qwen qwq gpt bert gemma phi deepseek falcon yi sdxl sd flux whisper claude glm kimi wan hunyuan ltx starcoder vicuna nemotron dbrx olmo grok diffusion".split(
    " ",
  ),
);
const VERSION_WORD = word(
  "v",
  "b",
  "x",
  "r",
  "k",
  "instruct",
  "chat",
  "base",
  "large",
  "turbo",
  "xl",
  "coder",
  "vl",
  "scout",
  "maverick",
  "param",
  "params",
  "parameter",
  "parameters",
  "model",
  "models",
);
const SIZE = seq(token("number"), opt(seq(glued(word("x")), glued(token("number")))), glued(word("b")));
const part = alt<unknown>(
  SIZE,
  glued(seq(opt(HYPHEN), alt<unknown>(token("number"), VERSION_WORD))),
  VERSION_WORD,
);
const named = seq(NAME, opt(alt<unknown>(SIZE, token("number"))), many(part));
const sized = seq(opt(word("a", "an", "the")), SIZE, many(VERSION_WORD));

/** `llama 3 70b`, `mixtral 8x7b`, `a 13b model`: what runs, not what is rented. */
export const aiModelRule = (chart: Chart, at: number): Candidate[] => {
  const found = named(chart, at) ?? sized(chart, at);
  return found ? [{ from: at, to: found.to, score: 0.2, statement: { kind: "said" } }] : [];
};
