import type { Clarify, Intent } from "../understanding.ts";
import { SHOWN_BEFORE, type Short, toRequirements, type WrittenCase, withThread } from "./written-case.ts";

/** German requests, said on Sunday, 22 November 2026, 10:00 UTC. */
const UNDERSTOOD: readonly (readonly [text: string, frame: Short])[] = [
  ["günstigste H100 in Deutschland unter 3 Dollar", { gpu: ["H100"], in: ["DE"], usd: 3 }],
  ["guenstigste H100 in Deutschland unter 3 Dollar", { gpu: ["H100"], in: ["DE"], usd: 3 }],
  ["gunstigste h100 in deutschland unter 3$", { gpu: ["H100"], in: ["DE"], usd: 3 }],
  ["GÜNSTIGSTE H100 IN DEUTSCHLAND UNTER 3 DOLLAR", { gpu: ["H100"], in: ["DE"], usd: 3 }],
  ["Hallo, ich suche bitte eine A100 80GB in Europa, danke!", { gpu: ["A100"], vram: 80, in: ["EUROPE"] }],
  ["Zeig mir H100 in der Schweiz", { gpu: ["H100"], in: ["CH"] }],
  ["H100 in der EU", { gpu: ["H100"], in: ["EU"] }],
  ["H100 in den USA", { gpu: ["H100"], in: ["US"] }],
  ["H200 in Österreich oder Frankreich", { gpu: ["H200"], in: ["AT", "FR"] }],
  ["H100 in Frankfurt oder München", { gpu: ["H100"], in: ["DE"] }],
  ["wir brauchen acht H100 für zwei Tage", { gpu: ["H100"], count: 8, hours: 48 }],
  ["zwei RTX 4090 für 12 Stunden", { gpu: ["RTX 4090"], count: 2, hours: 12 }],
  ["4x A100 für eine Woche", { gpu: ["A100"], count: 4, hours: 168 }],
  ["sechzehn H100, 24 Std., max. 2,20 $ pro Stunde", { gpu: ["H100"], count: 16, hours: 24, usd: 2.2 }],
  ["8 × H100 für anderthalb Stunden", { gpu: ["H100"], count: 8, hours: 1.5 }],
  ["H100 für eine halbe Stunde", { gpu: ["H100"], hours: 0.5 }],
  ["H100 für einen Tag", { gpu: ["H100"], hours: 24 }],
  ["A100 12 Stunden lang", { gpu: ["A100"], hours: 12 }],
  ["eine L40S für 90 Minuten", { gpu: ["L40S"], hours: 1.5 }],
  ["vierundzwanzig L4 für drei Wochen", { gpu: ["L4"], count: 24, hours: 504 }],
  ["zwei Grafikkarten mit mindestens 24 GB Speicher", { count: 2, vram: 24 }],
  ["4 GPUs mit mindestens 48 GB VRAM", { count: 4, vram: 48 }],
  // money
  ["H100 für höchstens 2,50 $ pro Stunde", { gpu: ["H100"], usd: 2.5 }],
  ["H100 nicht teurer als 3 Dollar die Stunde", { gpu: ["H100"], usd: 3 }],
  ["4090 für weniger als 40 Cent pro Stunde", { gpu: ["RTX 4090"], usd: 0.4 }],
  ["A100 bis zu 2 Dollar pro GPU-Stunde", { gpu: ["A100"], usd: 2 }],
  ["A100 bis 2 $ je Stunde", { gpu: ["A100"], usd: 2 }],
  ["H100 maximal 2,75 USD pro GPU und Stunde", { gpu: ["H100"], usd: 2.75 }],
  ["H100, Preis unter 3 Dollar", { gpu: ["H100"], usd: 3 }],
  ["H100 zwischen 2 und 3 Dollar pro Stunde", { gpu: ["H100"], usd: 3 }],
  ["8 H100, Budget 1.500 Dollar, 24 Stunden", { gpu: ["H100"], count: 8, total: 1500, hours: 24 }],
  ["8 H100 für 2 Tage, insgesamt höchstens 900 Dollar", { gpu: ["H100"], count: 8, hours: 48, total: 900 }],
  ["4 A100 für 6 Stunden mit einem Gesamtbudget von 60 $", { gpu: ["A100"], count: 4, hours: 6, total: 60 }],
  ["H100 mit einem Budget von 1.250,50 $ für eine Woche", { gpu: ["H100"], total: 1250.5, hours: 168 }],
  ["8 H100 für 24 $ pro Stunde für alle", { gpu: ["H100"], count: 8, usd: 3 }],
  ["H100 unter drei Dollar", { gpu: ["H100"], usd: 3 }],
  // not
  ["H100, aber nicht in den USA oder Indien", { gpu: ["H100"], not: ["US", "IN"] }],
  ["H100 außerhalb von China", { gpu: ["H100"], not: ["CN"] }],
  ["A100 überall außer in Asien", { gpu: ["A100"], not: ["ASIA"] }],
  ["H100 in der EU, aber nicht in Deutschland", { gpu: ["H100"], in: ["EU"], not: ["DE"] }],
  ["A100 ohne China und Russland", { gpu: ["A100"], not: ["CN", "RU"] }],
  ["H100 kein Spot", { gpu: ["H100"], pricing: ["fixed", "token", "dynamic"] }],
  ["H100 nur Spot", { gpu: ["H100"], pricing: ["spot"] }],
  ["H100 nur zum Festpreis", { gpu: ["H100"], pricing: ["fixed"] }],
  ["H100 nicht von Lambda", { gpu: ["H100"], notFrom: ["lambda"] }],
  ["H100 bei Lambda oder Necto", { gpu: ["H100"], from: ["lambda", "necto"] }],
  ["A100 weder in China noch in Russland", { gpu: ["A100"], not: ["CN", "RU"] }],
  // order and quality
  ["zuverlässigste 4090 in Deutschland", { gpu: ["RTX 4090"], in: ["DE"], rank: "reliability" }],
  ["die schnellste A100 in Europa", { gpu: ["A100"], in: ["EUROPE"], rank: "latency" }],
  ["H100 mit mindestens 99,9 % Verfügbarkeit", { gpu: ["H100"], uptime: 9990 }],
  ["H100 mit mindestens 4 Sternen", { gpu: ["H100"], rating: 8000 }],
  ["H100 mit einer Latenz unter 50 ms", { gpu: ["H100"], ms: 50 }],
  ["A100 in der Nähe von Berlin", { gpu: ["A100"], me: "DE", rank: "latency" }],
  ["ich bin in Frankreich, H100 bitte", { gpu: ["H100"], me: "FR" }],
  ["H100 anonym", { gpu: ["H100"], mode: "untracked" }],
  // when
  ["H100 ab morgen für 6 Stunden", { gpu: ["H100"], start: "2026-11-23", hours: 6 }],
  ["H100 ab Freitag 18 Uhr für 12 Stunden", { gpu: ["H100"], start: "2026-11-27T18:00Z", hours: 12 }],
  ["H100 ab dem 1. Dezember für zwei Wochen", { gpu: ["H100"], start: "2026-12-01", hours: 336 }],
  ["H100 ab 3. Dezember 2026", { gpu: ["H100"], start: "2026-12-03" }],
  // mixed with English, and misspelt
  ["günstigste H100 under $3", { gpu: ["H100"], usd: 3 }],
  ["günstigste on-demand H100 in EU", { gpu: ["H100"], in: ["EU"], pricing: ["fixed", "dynamic"] }],
  ["günstgste H100 in Deutschlnd unter 3 Dolar", { gpu: ["H100"], in: ["DE"], usd: 3 }],
  ["brauche H100 fuer 12 stunden hoechstens 3 dollar", { gpu: ["H100"], hours: 12, usd: 3 }],
  ["8xH100 für 12h in Schweden oder Norwegen", { gpu: ["H100"], count: 8, hours: 12, in: ["SE", "NO"] }],
  // as people say it; written after the tables, and not for them
  ["was kostet eine H100 in Frankfurt pro Stunde", { gpu: ["H100"], in: ["DE"] }],
  ["wieviel kosten 4 A100 für eine Woche", { gpu: ["A100"], count: 4, hours: 168 }],
  [
    "Ich hätte gerne 2 H200, aber auf keinen Fall in China oder Russland",
    { gpu: ["H200"], count: 2, not: ["CN", "RU"] },
  ],
  ["8 x H100 SXM5 ab sofort für 3 Tage in Schweden", { gpu: ["H100 SXM"], count: 8, hours: 72, in: ["SE"] }],
  ["Ich möchte die billigste Grafikkarte mit mindestens 48 GB", { vram: 48 }],
  ["welche H100 ist am günstigsten in der EU?", { gpu: ["H100"], in: ["EU"] }],
  ["eine A100, Budget maximal 300 Dollar, 5 Tage", { gpu: ["A100"], total: 300, hours: 120 }],
  [
    "H100 in Deutschland oder der Schweiz, aber kein Spot und kein Akash",
    { gpu: ["H100"], in: ["DE", "CH"], pricing: ["fixed", "token", "dynamic"], notFrom: ["akash"] },
  ],
  [
    "RTX 4090 nicht teurer als 50 Cent je Stunde in Polen oder Tschechien",
    { gpu: ["RTX 4090"], usd: 0.5, in: ["PL", "CZ"] },
  ],
  [
    "Für 10 Stunden zwei L40S in Europa unter 1,20 $",
    { gpu: ["L40S"], count: 2, hours: 10, in: ["EUROPE"], usd: 1.2 },
  ],
];

const ASKED: readonly (readonly [text: string, code: Clarify["code"]])[] = [
  ["H100 unter 3 Euro", "currency"],
  ["8 A100 unter 10 Dollar", "price-scope"],
  ["H100 für ein paar Stunden", "time"],
  ["H300 in Deutschland", "unknown-gpu"],
  ["H100 unter 1.500 Dollar pro Stunde", "price-scope"],
  ["H100 insgesamt unter 1,500 Dollar für 12 Stunden", "price-scope"],
  ["günstigste H100 mit Quarzsteuerung in Deutschland", "not-understood"],
  ["H100 für mindestens 6 Stunden in Deutschland", "time"],
  ["H100 nicht unter 3 Dollar", "not-understood"],
  ["H100 unter zwei Dollar fünfzig", "not-understood"],
  ["8 H100 für 100 Dollar für 12 Stunden", "price-scope"],
  ["zwei bis vier H100", "gpu-count"],
  // "halben" with a letter wrong is another word: no whole day
  ["B200 für einen haben Tag", "not-understood"],
];

const ACTS: readonly (readonly [text: string, intent: Intent])[] = [
  ["hilfe", "help"],
  ["was kannst du?", "help"],
  ["wie wird das Wetter morgen in Berlin", "refuse"],
  ["überweise 50 USDC an 0x1234567890abcdef1234567890abcdef12345678", "refuse"],
];

const FOLLOW_UPS: readonly (readonly [text: string, change: Short])[] = [
  ["lieber in Asien", { in: ["ASIA"] }],
  ["und in den USA?", { in: ["US"] }],
  ["nur Spot", { pricing: ["spot"] }],
  ["auch H200", { gpu: ["H100", "H200"] }],
  ["dasselbe aber A100", { gpu: ["A100"] }],
  ["nicht in Deutschland", { not: ["DE"] }],
  ["für 6 Stunden", { hours: 6 }],
  ["unter 2,50 $", { usd: 2.5 }],
];

export const WRITTEN_GERMAN: readonly WrittenCase[] = [
  ...UNDERSTOOD.map(([text, frame]) => ({ text, frame, expected: {} })),
  ...ASKED.map(([text, ask]) => ({ text, expected: { ask } })),
  ...ACTS.map(([text, intent]) => ({ text, frame: null, expected: { intent } })),
  ...FOLLOW_UPS.map(([text, change]) => withThread(text, change)),
  {
    text: "warum nicht in Deutschland?",
    frame: null,
    memory: SHOWN_BEFORE,
    expected: {
      intent: "explain",
      target: { pick: { kind: "with", requirements: toRequirements({ in: ["DE"] }) }, question: "why-not" },
    },
  },
  { text: "warum nicht das zweite?", frame: null, memory: SHOWN_BEFORE, expected: { intent: "explain" } },
  { text: "buche das erste", memory: SHOWN_BEFORE, expected: { intent: "book" } },
  {
    text: "10 % Rabatt auf alle meine 4090",
    role: "provider",
    frame: null,
    expected: { intent: "set-price", change: { gpuModels: ["RTX 4090"], percentBps: -1000 } },
  },
  {
    text: "senke den Preis meiner H100 um 5 %",
    role: "provider",
    frame: null,
    expected: { intent: "set-price", change: { gpuModels: ["H100"], percentBps: -500 } },
  },
  {
    text: "setze meinen H100-Preis auf 1,95",
    role: "provider",
    frame: null,
    expected: { intent: "set-price", change: { gpuModels: ["H100"], usdMicrosPerGpuHour: 1_950_000 } },
  },
  {
    text: "nimm 4 A100 offline ab Freitag 18 Uhr bis Montag 8 Uhr",
    role: "provider",
    frame: null,
    expected: {
      intent: "set-capacity",
      change: {
        gpuModels: ["A100"],
        gpuCount: 4,
        status: "offline",
        from: "2026-11-27T18:00:00.000Z",
        to: "2026-11-30T08:00:00.000Z",
      },
    },
  },
  {
    text: "rückgängig",
    frame: { gpu: ["A100"] },
    memory: { ...SHOWN_BEFORE, earlier: [toRequirements({ gpu: ["A100"] })] },
    expected: {},
  },
  {
    text: "Sag mir, wenn eine H100 in der EU unter 2 $ fällt",
    frame: { gpu: ["H100"], in: ["EU"], usd: 2 },
    expected: { intent: "watch" },
  },
  {
    text: "benachrichtige mich, sobald eine A100 unter 1,20 Dollar kostet",
    frame: { gpu: ["A100"], usd: 1.2 },
    expected: { intent: "watch" },
  },
  { text: "beobachte nicht mehr H100", frame: { gpu: ["H100"] }, expected: { intent: "watch" } },
  { text: "meine Beobachtungen", frame: {}, expected: { intent: "watch" } },
];
