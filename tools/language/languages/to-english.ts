import type { Token } from "../token.ts";
import { GPU_HEADS, KNOWN_WORDS, PLACE_WORDS } from "../vocabulary.ts";
import { fold, type PhraseBook, type PhraseBranch, type Saying, splitElisions } from "./phrase-book.ts";

const GROUPED = /^\d{1,3}(?:\.\d{3})+$/;

/** `1.500` is fifteen hundred here. `1,500`, which English groups, is written as a decimal that money asks about. */
function europeanNumber(token: Token): Token {
  if (token.kind !== "number") return token;
  if (GROUPED.test(token.text)) return { ...token, word: token.text.replaceAll(".", "") };
  return /^\d{1,3},\d{3}$/.test(token.text) ? { ...token, word: token.text.replace(",", ".") } : token;
}

const isMoney = (token: Token | undefined): boolean => /^(?:\$|€|usdc?|d[oó]ll?ar)/.test(token?.word ?? "");

/** `1 500 $`: blanks group thousands of money; elsewhere two numbers are two numbers. */
const isBlankGroup = (number: Token | undefined, token: Token, behind: Token | undefined): boolean =>
  number?.kind === "number" &&
  !number.glued &&
  !token.glued &&
  /^\d{1,3}(?: \d{3})*$/.test(number.text) &&
  /^\d{3}(?:,\d{1,2})?$/.test(token.text) &&
  isMoney(behind);

/** `1.500,50`, `1.234.000` and `1 500 $` come as several tokens. */
function joinNumbers(tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  for (const [at, token] of tokens.entries()) {
    const last = joined.at(-1);
    if (token.kind === "number" && isBlankGroup(last, token, tokens[at + 1])) {
      const text = `${last!.text} ${token.text}`;
      joined.splice(-1, 1, { ...last!, text, word: last!.word + token.word, end: token.end });
      continue;
    }
    const [mark, number] = [joined.at(-1), joined.at(-2)];
    const isGlued = token.glued && mark?.glued && token.kind === "number" && number?.kind === "number";
    if (last?.kind === "number" && token.glued && /^\.\d{3}$/.test(token.text) && GROUPED.test(last.text)) {
      const text = last.text + token.text;
      joined.splice(-1, 1, { ...last, text, word: text.replaceAll(".", ""), end: token.end });
      continue;
    }
    const isGroup =
      isGlued && mark.word === "." && /^\d{3}(?:,\d{1,2})?$/.test(token.text) && GROUPED.test(number.text);
    const isCents = isGlued && mark.word === "," && /^\d{1,2}$/.test(token.text) && GROUPED.test(number.text);
    if (!isGroup && !isCents) {
      joined.push(token);
      continue;
    }
    const text = number.text + mark.text + token.text;
    const word = isCents ? `${number.word}.${token.text}` : text.replaceAll(".", "");
    joined.splice(-2, 2, { ...number, text, word, end: token.end });
  }
  return joined;
}

/** What a message says from a token on, and how many tokens that takes. */
interface Found {
  readonly to: number;
  readonly english: readonly Token[];
}

/** A number or a sign of money; the 3 of `3. Dezember` and `3 de diciembre` is a day. */
function isAmount(tokens: readonly Token[], at: number, words: readonly string[], book: PhraseBook): boolean {
  const token = tokens[at];
  if (token === undefined) return false;
  const isDay =
    words.slice(at + 1, at + 3).some((word) => book.months.has(word)) ||
    book.language.clockUnits.includes(words[at + 1] ?? "");
  return (
    (token.kind === "number" && !isDay) ||
    ["$", "€", "£", "~"].includes(token.word) ||
    book.language.numbers.has(token.word)
  );
}

/** The longest phrase at a token; one that wants a number behind it wins where there is one. */
function findPhrase(
  tokens: readonly Token[],
  at: number,
  words: readonly string[],
  book: PhraseBook,
): Found | null {
  let found: Found | null = null;
  let branch: PhraseBranch | undefined = book.root.next.get(words[at]!);
  for (let to = at + 1; branch; to++) {
    const before: Saying | undefined = isAmount(tokens, to, words, book)
      ? branch.sayings.find(({ beforeNumber }) => beforeNumber)
      : undefined;
    const saying: Saying | undefined = before ?? branch.sayings.find(({ beforeNumber }) => !beforeNumber);
    if (saying) found = { to, english: saying.english };
    branch = to < words.length ? branch.next.get(words[to]!) : undefined;
  }
  return found;
}

/** The `H` of `H100` and the `A` of `A-100` are no hours and no preposition. */
function isNameHead(tokens: readonly Token[], at: number): boolean {
  const [token, next, behind] = [tokens[at]!, tokens[at + 1], tokens[at + 2]];
  const isBeforeDigits =
    next?.glued &&
    (next.kind === "number" || (next.word === "-" && behind?.kind === "number" && behind.glued));
  return (
    token.kind === "word" && isBeforeDigits === true && (token.text.length === 1 || GPU_HEADS.has(token.word))
  );
}

const isHour = (token: Token | undefined): boolean =>
  token?.kind === "number" && /^\d{1,2}$/.test(token.word) && Number(token.word) <= 24;

/** `18 Uhr`, `18h` after a word of time, `à 18h30`: a time of day. `pendant 18h` stays a length. */
function findClock(
  tokens: readonly Token[],
  at: number,
  words: readonly string[],
  { language }: PhraseBook,
): Found | null {
  if (!isHour(tokens[at])) return null;
  const unit = words[at + 1] ?? "";
  const isClock =
    language.clockUnits.includes(unit) ||
    (["h", "horas", "heures"].includes(unit) && language.clockLeads.includes(words[at - 1] ?? ""));
  const isOnTheHour = !isClock && words[at - 1] === "las" && language.code === "es" && isHour(tokens[at]);
  if (!isClock && !isOnTheHour) return null;
  const minutes = tokens[at + 2];
  const hasMinutes =
    isClock && minutes?.glued === true && minutes.kind === "number" && /^[0-5]\d$/.test(minutes.word);
  const text = `${tokens[at]!.word}:${hasMinutes ? minutes.word : "00"}`;
  const to = isOnTheHour ? at + 1 : hasMinutes ? at + 3 : at + 2;
  return { to, english: [{ ...tokens[at]!, kind: "clock", text, word: text }] };
}

/** `2,50 $`: behind its number, as these languages write it, unless the sign is glued to the next one. */
function findSign(tokens: readonly Token[], at: number): Found | null {
  const [before, sign, behind] = [tokens[at - 1], tokens[at]!, tokens[at + 1]];
  const name = { $: "dollars", "€": "euros" }[sign.word];
  if (name === undefined || before?.kind !== "number") return null;
  if (behind?.kind === "number" && behind.glued) return null;
  return { to: at + 1, english: [{ ...sign, kind: "word", text: name, word: name }] };
}

/** English tokens in the place of those they stand for: each marks the whole phrase it came from. */
function place(english: readonly Token[], first: Token, last: Token): Token[] {
  return english.map((token, index) => ({
    ...token,
    start: first.start,
    end: last.end,
    glued: index === 0 ? first.glued : token.glued,
  }));
}

/**
 * A message of another language in the words of the one grammar, phrase by phrase. What no phrase covers stays as it is:
 * names, numbers and English terms of the trade read alike, and words nobody knows are asked about.
 *
 * @example "les A100 les moins chères en Europe à moins de 2,50 $"
 *   // the A100 cheapest in europe less than 2.50 dollars
 */
export function toEnglish(lexed: readonly Token[], book: PhraseBook): Token[] {
  const said = lexed.filter(({ word }) => word !== "¿" && word !== "¡");
  const tokens = joinNumbers((book.language.elides ? splitElisions(said) : said).map(europeanNumber));
  const words = tokens.map(({ kind, word }, at) =>
    kind === "word" ? book.correct(fold(word), placeOf(tokens, at)) : word,
  );
  const english: Token[] = [];
  for (let at = 0; at < tokens.length; ) {
    const found = isNameHead(tokens, at)
      ? null
      : (findClock(tokens, at, words, book) ?? findSign(tokens, at) ?? findPhrase(tokens, at, words, book));
    if (!found) english.push(spelt(tokens[at]!, words[at]!));
    else english.push(...place(found.english, tokens[at]!, tokens[found.to - 1]!));
    at = found?.to ?? at + 1;
  }
  return withoutRepeats(english);
}

/** `Berlín` is Berlin and `Lambada` Lambda: names of the English tables read alike. */
function spelt(token: Token, corrected: string): Token {
  if (token.kind !== "word" || KNOWN_WORDS.has(token.word)) return token;
  const isName = corrected !== fold(token.word) || PLACE_WORDS.has(corrected);
  return isName ? { ...token, word: corrected } : token;
}

const isPlace = (token: Token | undefined): boolean => token?.kind === "word" && PLACE_WORDS.has(token.word);

/**
 * `pas en Allemagne, en France ou en Espagne` is one list whose preposition is said again; in English that would open
 * a new clause. A comma alone opens one there too.
 */
function withoutRepeats(tokens: readonly Token[]): Token[] {
  const isBetweenPlaces = (at: number, before: number): boolean =>
    tokens[at]?.word === "in" && isPlace(tokens[before]) && isPlace(tokens[at + 1]);
  const isRepeat = (at: number, joints: readonly string[]): boolean =>
    joints.includes(tokens[at - 1]?.word ?? "") && isBetweenPlaces(at, at - 2);
  const endsList = (at: number): boolean => {
    for (let next = at + 1; next < tokens.length && next <= at + 6; next++) {
      if (["or", "nor", "and"].includes(tokens[next]!.word)) return isPlace(tokens[next - 1]);
      if (!isPlace(tokens[next]) && ![",", "in"].includes(tokens[next]!.word)) return false;
    }
    return false;
  };
  return tokens.filter(
    (_, at) =>
      !isRepeat(at, ["or", "nor", "and"]) &&
      !((isRepeat(at, [","]) || isBetweenPlaces(at, at - 1)) && endsList(at)),
  );
}

const placeOf = (tokens: readonly Token[], at: number): "behind-number" | "before-amount" | "elsewhere" =>
  tokens[at - 1]?.kind === "number"
    ? "behind-number"
    : tokens[at + 1]?.kind === "number" || tokens[at + 1]?.word === "$"
      ? "before-amount"
      : "elsewhere";
