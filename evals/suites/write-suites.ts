import { writeFileSync } from "node:fs";
import { SCENARIO_FORMAT } from "../scenario/scenario.ts";
import { BOOKINGS } from "./content/booking.ts";
import { CHAT_MODEL } from "./content/chat-model.ts";
import { FOLLOW_UPS } from "./content/follow-ups.ts";
import { PROVIDERS } from "./content/provider.ts";
import { PROVIDER_CHANGES } from "./content/provider-changes.ts";
import { REFUSE_OR_ASK } from "./content/refuse-or-ask.ts";
import type { Row } from "./content/rows.ts";
import { SEARCHES } from "./content/search.ts";
import { TEAMS } from "./content/teams.ts";
import { SPENDS, WATCHES } from "./content/watches.ts";

const FAST = { world: { sources: ["necto", "lambda"] } };

const SUITES: readonly (readonly [suite: string, defaults: object, rows: readonly Row[]])[] = [
  ["buyer-search", {}, SEARCHES],
  ["follow-ups", FAST, FOLLOW_UPS],
  ["refuse-or-ask", FAST, REFUSE_OR_ASK],
  ["chat-model", { ...FAST, k: 2 }, CHAT_MODEL],
  ["booking", { world: { sources: ["necto"] } }, BOOKINGS],
  [
    "provider-words",
    { ...FAST, actor: { role: "provider" }, rewardBasis: ["frame", "grounded", "safety", "trace"] },
    PROVIDERS,
  ],
  [
    "provider-changes",
    {
      world: { sources: ["necto"] },
      actor: { role: "provider", mode: "tracked", account: "provider-rheinwerk" },
    },
    PROVIDER_CHANGES,
  ],
  ["teams", { world: { sources: ["necto"] } }, TEAMS],
  ["watches", { world: { sources: ["necto"] } }, WATCHES],
  ["spend", { world: { sources: ["necto"] } }, SPENDS],
];

/** Files of the shipped suites by name; the same text on every machine. */
export const suiteFiles = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    SUITES.map(([suite, defaults, rows]) => [`${suite}.scenarios.json`, textOf(suite, defaults, rows)]),
  );

/** One scenario a line, so that a change of one is a change of one line. */
const textOf = (suite: string, defaults: object, rows: readonly Row[]): string =>
  [
    "{",
    '  "$schema": "../scenario.schema.json",',
    `  "schema": "${SCENARIO_FORMAT}",`,
    `  "suite": "${suite}",`,
    `  "defaults": ${JSON.stringify(defaults)},`,
    '  "scenarios": [',
    rows.map((row) => `    ${JSON.stringify(row)}`).join(",\n"),
    "  ]",
    "}",
    "",
  ].join("\n");

if (process.argv[1] === import.meta.filename)
  for (const [name, text] of Object.entries(suiteFiles()))
    writeFileSync(new URL(name, import.meta.url), text);
