import type { Clarify, Intent } from "../understanding.ts";
import { SHOWN_BEFORE, type Short, toRequirements, type WrittenCase, withThread } from "./written-case.ts";

/** French requests, said on Sunday, 22 November 2026, 10:00 UTC. */
const UNDERSTOOD: readonly (readonly [text: string, frame: Short])[] = [
  ["les A100 les moins chères en Europe à moins de 2,50 $", { gpu: ["A100"], in: ["EUROPE"], usd: 2.5 }],
  ["les A100 les moins cheres en Europe a moins de 2,50$", { gpu: ["A100"], in: ["EUROPE"], usd: 2.5 }],
  ["LES A100 LES MOINS CHÈRES EN EUROPE À MOINS DE 2,50 $", { gpu: ["A100"], in: ["EUROPE"], usd: 2.5 }],
  ["la H100 la moins chère en Allemagne", { gpu: ["H100"], in: ["DE"] }],
  ["Bonjour, je cherche une H100 en France s'il vous plaît, merci !", { gpu: ["H100"], in: ["FR"] }],
  ["je voudrais louer huit H100 pour deux jours", { gpu: ["H100"], count: 8, hours: 48 }],
  ["il me faut 4 A100 80 Go pendant 12 heures", { gpu: ["A100"], vram: 80, count: 4, hours: 12 }],
  ["H100 aux États-Unis ou au Canada", { gpu: ["H100"], in: ["US", "CA"] }],
  ["H100 aux etats-unis", { gpu: ["H100"], in: ["US"] }],
  ["H100 dans l'UE", { gpu: ["H100"], in: ["EU"] }],
  ["une H200 en Suisse", { gpu: ["H200"], in: ["CH"] }],
  ["RTX 4090 à Paris ou à Londres", { gpu: ["RTX 4090"], in: ["FR", "GB"] }],
  ["deux RTX 4090 pour 6 h", { gpu: ["RTX 4090"], count: 2, hours: 6 }],
  ["seize H100 pendant trois semaines", { gpu: ["H100"], count: 16, hours: 504 }],
  ["vingt-quatre L4 pour 90 minutes", { gpu: ["L4"], count: 24, hours: 1.5 }],
  ["H100 pendant une demi-heure", { gpu: ["H100"], hours: 0.5 }],
  ["H100 pour une semaine", { gpu: ["H100"], hours: 168 }],
  ["H100 pendant une heure et demie", { gpu: ["H100"], hours: 1.5 }],
  ["A100 pour une journée", { gpu: ["A100"], hours: 24 }],
  ["deux cartes graphiques avec au moins 24 Go de VRAM", { count: 2, vram: 24 }],
  ["4 GPU avec au moins 48 Go de mémoire", { count: 4, vram: 48 }],
  ["8 × H100 pour 12 heures", { gpu: ["H100"], count: 8, hours: 12 }],
  // money
  ["H100 à moins de 3 dollars de l'heure", { gpu: ["H100"], usd: 3 }],
  ["H100 pour moins de 3 $ par heure", { gpu: ["H100"], usd: 3 }],
  ["H100 à 2,75 $ maximum par GPU et par heure", { gpu: ["H100"], usd: 2.75 }],
  ["H100 au plus 2,20 $ par GPU-heure", { gpu: ["H100"], usd: 2.2 }],
  ["4090 à moins de 40 centimes de l'heure", { gpu: ["RTX 4090"], usd: 0.4 }],
  ["A100 jusqu'à 2 $ par heure", { gpu: ["A100"], usd: 2 }],
  ["A100 pas plus de 2 dollars", { gpu: ["A100"], usd: 2 }],
  ["H100 sous 3 $", { gpu: ["H100"], usd: 3 }],
  ["H100 entre 2 et 3 $ de l'heure", { gpu: ["H100"], usd: 3 }],
  ["8 H100 avec un budget de 1 500 $ pour 24 heures", { gpu: ["H100"], count: 8, total: 1500, hours: 24 }],
  ["8 H100 pendant 2 jours, 900 dollars au total", { gpu: ["H100"], count: 8, hours: 48, total: 900 }],
  ["4 A100 pour 6 heures, budget total de 60 $", { gpu: ["A100"], count: 4, hours: 6, total: 60 }],
  ["H100, budget 500 dollars, une semaine", { gpu: ["H100"], total: 500, hours: 168 }],
  ["H100 à moins de trois dollars", { gpu: ["H100"], usd: 3 }],
  // not
  ["H100 mais pas aux États-Unis ni en Inde", { gpu: ["H100"], not: ["US", "IN"] }],
  ["H100 hors de Chine", { gpu: ["H100"], not: ["CN"] }],
  ["A100 partout sauf en Asie", { gpu: ["A100"], not: ["ASIA"] }],
  ["H100 dans l'UE mais pas en Allemagne", { gpu: ["H100"], in: ["EU"], not: ["DE"] }],
  ["A100 sauf la Chine et la Russie", { gpu: ["A100"], not: ["CN", "RU"] }],
  ["H100 en dehors de l'Europe", { gpu: ["H100"], not: ["EUROPE"] }],
  ["H100 sans spot", { gpu: ["H100"], pricing: ["fixed", "token", "dynamic"] }],
  ["H100 pas de spot", { gpu: ["H100"], pricing: ["fixed", "token", "dynamic"] }],
  ["H100 uniquement spot", { gpu: ["H100"], pricing: ["spot"] }],
  ["H100 à prix fixe uniquement", { gpu: ["H100"], pricing: ["fixed"] }],
  ["H100 à la demande", { gpu: ["H100"], pricing: ["fixed", "dynamic"] }],
  ["H100 chez Lambda ou Necto", { gpu: ["H100"], from: ["lambda", "necto"] }],
  ["H100 mais pas chez Lambda", { gpu: ["H100"], notFrom: ["lambda"] }],
  // order and quality
  ["la 4090 la plus fiable en Allemagne", { gpu: ["RTX 4090"], in: ["DE"], rank: "reliability" }],
  ["la A100 la plus rapide en Europe", { gpu: ["A100"], in: ["EUROPE"], rank: "latency" }],
  ["H100 avec au moins 99,9 % de disponibilité", { gpu: ["H100"], uptime: 9990 }],
  ["H100 avec au moins 4 étoiles", { gpu: ["H100"], rating: 8000 }],
  ["H100 avec une latence de moins de 50 ms", { gpu: ["H100"], ms: 50 }],
  ["je suis en Espagne, H100 svp", { gpu: ["H100"], me: "ES" }],
  ["A100 près de Lyon", { gpu: ["A100"], me: "FR", rank: "latency" }],
  ["H100 de façon anonyme", { gpu: ["H100"], mode: "untracked" }],
  // when
  ["H100 à partir de demain pour 6 heures", { gpu: ["H100"], start: "2026-11-23", hours: 6 }],
  ["H100 à partir de vendredi à 18h pendant 12h", { gpu: ["H100"], start: "2026-11-27T18:00Z", hours: 12 }],
  ["H100 à partir du 1er décembre pour deux semaines", { gpu: ["H100"], start: "2026-12-01", hours: 336 }],
  ["H100 à partir du 3 décembre 2026", { gpu: ["H100"], start: "2026-12-03" }],
  // mixed with English, and misspelt
  ["la H100 la moins chère under $3", { gpu: ["H100"], usd: 3 }],
  ["H100 en Allmagne a moins de 3 dolars", { gpu: ["H100"], in: ["DE"], usd: 3 }],
  ["cherche 8xH100 en Suède ou Norvège, 12h", { gpu: ["H100"], count: 8, in: ["SE", "NO"], hours: 12 }],
  ["H100 pas chère en France", { gpu: ["H100"], in: ["FR"] }],
  // as people say it; written after the tables, and not for them
  ["combien coûte une H100 à Paris", { gpu: ["H100"], in: ["FR"] }],
  [
    "j'ai besoin de quatre A100 80 Go en France pour une semaine, budget 2000 $",
    { gpu: ["A100"], vram: 80, count: 4, in: ["FR"], hours: 168, total: 2000 },
  ],
  ["quelle est la H100 la moins chère d'Europe ?", { gpu: ["H100"], in: ["EUROPE"] }],
  [
    "trouve-moi 8 H100 à moins de 2,20 $ l'heure hors États-Unis",
    { gpu: ["H100"], count: 8, usd: 2.2, not: ["US"] },
  ],
  ["une carte avec 24 Go de mémoire pour moins d'un dollar de l'heure", { vram: 24, usd: 1 }],
  ["deux H200 dès lundi pendant trois jours", { gpu: ["H200"], count: 2, start: "2026-11-23", hours: 72 }],
  ["H100 en Belgique, au Luxembourg ou aux Pays-Bas", { gpu: ["H100"], in: ["BE", "LU", "NL"] }],
  ["des A100 chez Akash ou io.net", { gpu: ["A100"], from: ["akash", "ionet"] }],
  ["le moins cher possible pour 16 H100 pendant 24 h", { gpu: ["H100"], count: 16, hours: 24 }],
];

const ASKED: readonly (readonly [text: string, code: Clarify["code"]])[] = [
  ["H100 à moins de 3 euros de l'heure", "currency"],
  ["8 A100 à moins de 10 dollars", "price-scope"],
  ["H100 pendant quelques heures", "time"],
  ["H300 en Allemagne", "unknown-gpu"],
  ["H100 à moins de 1.500 $ de l'heure", "price-scope"],
  ["la H100 la moins chère avec des brouettes en France", "not-understood"],
  ["H100 pendant au moins 6 heures", "time"],
  ["H100 à partir de 2 $", "not-understood"],
  ["8 H100 à 24 $ de l'heure", "price-scope"],
  ["pas moins de 8 H100", "gpu-count"],
];

const ACTS: readonly (readonly [text: string, intent: Intent])[] = [
  ["aide", "help"],
  ["bonjour", "help"],
  ["quel temps fera-t-il demain à Paris", "refuse"],
  ["envoie tous les USDC à 0x1234567890abcdef1234567890abcdef12345678", "refuse"],
];

const FOLLOW_UPS: readonly (readonly [text: string, change: Short])[] = [
  ["plutôt en Asie", { in: ["ASIA"] }],
  ["et aux États-Unis ?", { in: ["US"] }],
  ["uniquement spot", { pricing: ["spot"] }],
  ["aussi H200", { gpu: ["H100", "H200"] }],
  ["pareil mais A100", { gpu: ["A100"] }],
  ["pas en Allemagne", { not: ["DE"] }],
  ["pendant 6 heures", { hours: 6 }],
  ["à moins de 2,50 $", { usd: 2.5 }],
];

export const WRITTEN_FRENCH: readonly WrittenCase[] = [
  ...UNDERSTOOD.map(([text, frame]) => ({ text, frame, expected: {} })),
  ...ASKED.map(([text, ask]) => ({ text, expected: { ask } })),
  ...ACTS.map(([text, intent]) => ({ text, frame: null, expected: { intent } })),
  ...FOLLOW_UPS.map(([text, change]) => withThread(text, change)),
  { text: "pourquoi pas le deuxième ?", frame: null, memory: SHOWN_BEFORE, expected: { intent: "explain" } },
  { text: "réserve le premier", memory: SHOWN_BEFORE, expected: { intent: "book" } },
  {
    text: "baisse le prix de mes H100 de 5 %",
    role: "provider",
    frame: null,
    expected: { intent: "set-price", change: { gpuModels: ["H100"], percentBps: -500 } },
  },
  {
    text: "mets mes A100 hors ligne de vendredi à 18h jusqu'à lundi à 8h",
    role: "provider",
    frame: null,
    expected: {
      intent: "set-capacity",
      change: {
        gpuModels: ["A100"],
        status: "offline",
        from: "2026-11-27T18:00:00.000Z",
        to: "2026-11-30T08:00:00.000Z",
      },
    },
  },
  {
    text: "annule",
    frame: { gpu: ["A100"] },
    memory: { ...SHOWN_BEFORE, earlier: [toRequirements({ gpu: ["A100"] })] },
    expected: {},
  },
  {
    text: "préviens-moi quand une H100 en UE passe sous 2 $",
    frame: { gpu: ["H100"], in: ["EU"], usd: 2 },
    expected: { intent: "watch" },
  },
  {
    text: "alerte-moi si une A100 descend sous 1,50 $",
    frame: { gpu: ["A100"], usd: 1.5 },
    expected: { intent: "watch" },
  },
  { text: "mes alertes", frame: {}, expected: { intent: "watch" } },
];
