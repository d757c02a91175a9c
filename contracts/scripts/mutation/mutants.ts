import { createHash } from "node:crypto";

/** One change of one token of one file. */
export interface Mutant {
  /** Stable while its line does not change, wherever in the file the line moves. */
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly operator: string;
  readonly from: string;
  readonly to: string;
  /** The whole file with the change. */
  readonly text: string;
}

/** Symbols and what each becomes, longest first so that `<=` is not read as `<`. */
const symbols: readonly (readonly [string, readonly string[]])[] = [
  ["&&", ["||"]],
  ["||", ["&&"]],
  ["==", ["!="]],
  ["!=", ["=="]],
  ["<=", ["<", ">"]],
  [">=", [">", "<"]],
  ["<<", [">>"]],
  [">>", ["<<"]],
  ["+=", ["-=", "="]],
  ["-=", ["+="]],
  ["|=", ["="]],
  ["&=", ["="]],
  ["++", ["--"]],
  ["--", ["++"]],
  ["=>", []],
  ["<", ["<=", ">"]],
  [">", [">=", "<"]],
  ["+", ["-"]],
  ["-", ["+"]],
  ["*", ["/"]],
  ["/", ["*"]],
  ["|", ["&"]],
  ["&", ["|"]],
  ["~", [""]],
  ["!", [""]],
];

/** Names and what each becomes; a change that does not compile is thrown away. */
const names: Readonly<Record<string, string>> = {
  "Status.None": "Status.Funded",
  "Status.Funded": "Status.Active",
  "Status.Active": "Status.Ended",
  "Status.Ended": "Status.Disputed",
  "Status.Disputed": "Status.Closed",
  "Status.Closed": "Status.Disputed",
  "CloseReason.None": "CloseReason.Paid",
  "CloseReason.Cancelled": "CloseReason.Declined",
  "CloseReason.Declined": "CloseReason.NoShow",
  "CloseReason.NoShow": "CloseReason.Cancelled",
  "CloseReason.Paid": "CloseReason.Resolved",
  "CloseReason.Resolved": "CloseReason.Halved",
  "CloseReason.Halved": "CloseReason.Paid",
  "PaymentMethod.Allowance": "PaymentMethod.Permit2",
  "PaymentMethod.Permit": "PaymentMethod.Permit2",
  "PaymentMethod.Authorization": "PaymentMethod.Permit2",
  "ListingStatus.None": "ListingStatus.Offline",
  "ListingStatus.Available": "ListingStatus.Reserved",
  "Role.None": "Role.Viewer",
  "Role.Viewer": "Role.User",
  "Role.Admin": "Role.User",
  "meter.paidSecs": "meter.usedSecs",
  "meter.usedSecs": "meter.paidSecs",
  "meter.buyer": "address",
  "Pricing.deposit": "Pricing.earned",
  "Pricing.earned": "Pricing.deposit",
  _startWindow: "_disputeWindow",
  _disputeWindow: "_arbiterWindow",
  _arbiterWindow: "_startWindow",
  _requireFrom: "_requireUntil",
  _requireUntil: "_requireFrom",
  toProvider: "toBuyer",
  toBuyer: "toProvider",
  validAfter: "validBefore",
  validBefore: "validAfter",
  secs: "extraSecs",
  oldSecs: "newSecs",
  newSecs: "oldSecs",
  min: "max",
  max: "min",
  claimed: "accepted",
  accepted: "claimed",
  amount: "0",
  provider: "buyer",
  operator: "provider",
  owner_: "spender",
  spender: "owner_",
  from: "to",
  to: "from",
  true: "false",
  false: "true",
  continue: "break",
};

const droppedModifiers =
  /\b(nonReentrant|notEntered|onlyOwner|whenNotPaused|notBlacklisted\([\w.]+\))(?=[\s{])/g;
const droppedStatements =
  /^[ ]{8,}(?:_require\w+\(.*\);|_push\(.*\);|_pull\w+\(.*\);|_set\w+\(.*\);|_transfer\(.*\);|_approve\(.*\);|emit [^;]*;|(?!uint|address|bytes|bool|mapping)[\w.[\]]+ [+|&-]?= [^;]*;|return;)$/gm;

/** Every mutant of a file, in order. Comments, strings, declarations and assembly's return codes are left alone. */
export function mutantsOf(file: string, text: string): Mutant[] {
  const code = maskOf(text);
  const mutants: Mutant[] = [];
  const seen = new Map<string, number>();
  const lines = text.split("\n");
  const add = (operator: string, start: number, from: string, to: string): void => {
    const line = text.slice(0, start).split("\n").length;
    const change = [file, lines[line - 1]!.trim(), operator, from, to].join("\0");
    const nth = seen.get(change) ?? 0;
    seen.set(change, nth + 1);
    mutants.push({
      id: createHash("sha256").update(`${change}\0${nth}`).digest("hex").slice(0, 16),
      file,
      line,
      operator,
      from: from.trim().split("\n")[0]!,
      to,
      text: text.slice(0, start) + to + text.slice(start + from.length),
    });
  };
  for (let at = 0; at < code.length; ) {
    const symbol = symbols.find(([token]) => code.startsWith(token, at));
    if (symbol === undefined) at++;
    else {
      for (const to of symbol[1]) add("symbol", at, symbol[0], to);
      at += symbol[0].length;
    }
  }
  for (const match of code.matchAll(/(?<![\w.])(0x[0-9a-f]+|\d[\d_]*)(?!\w)/g)) {
    const value = BigInt(match[0].replaceAll("_", ""));
    add(
      "number",
      match.index,
      match[0],
      match[0].startsWith("0x") ? `0x${(value + 1n).toString(16)}` : `${value + 1n}`,
    );
  }
  for (const [from, to] of Object.entries(names)) {
    const pattern = new RegExp(`(?<![\\w.])${from.replace(".", "\\.")}(?!\\w)`, "g");
    for (const match of code.matchAll(pattern)) add("name", match.index, from, to);
  }
  for (const match of code.matchAll(droppedModifiers)) add("modifier", match.index, match[0], "");
  for (const match of code.matchAll(droppedStatements)) {
    const indent = match[0].length - match[0].trimStart().length;
    add(
      "statement",
      match.index + indent,
      text.slice(match.index + indent, match.index + match[0].length),
      "",
    );
  }
  return mutants.sort((a, b) => a.line - b.line);
}

/** The text with everything blanked that must not be changed, offsets kept. */
function maskOf(text: string): string {
  const blank = (match: string): string => match.replaceAll(/[^\n]/g, " ");
  const code = text
    .replaceAll(/\/\/[^\n]*/g, blank)
    .replaceAll(/"[^"\n]*"/g, blank)
    .replaceAll(/^(?:pragma|import|using)\b[^;]*;/gm, blank)
    .replaceAll(/^\s*(?:event|error)\b[^;]*;/gm, blank)
    .replaceAll(/^[ ]{4}mapping\b[^;]*;/gm, blank);
  const start = code.search(/^(?:abstract )?(?:contract|library)\b/m);
  return blank(code.slice(0, start)) + code.slice(start);
}
