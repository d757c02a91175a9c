import type { Clarify, Intent } from "../understanding.ts";
import { SHOWN_BEFORE, type Short, toRequirements, type WrittenCase, withThread } from "./written-case.ts";

/** Spanish requests, said on Sunday, 22 November 2026, 10:00 UTC. */
const UNDERSTOOD: readonly (readonly [text: string, frame: Short])[] = [
  ["8 H100 más baratas en España por 12 horas", { gpu: ["H100"], count: 8, in: ["ES"], hours: 12 }],
  ["8 H100 mas baratas en Espana por 12 horas", { gpu: ["H100"], count: 8, in: ["ES"], hours: 12 }],
  ["8 H100 MÁS BARATAS EN ESPAÑA POR 12 HORAS", { gpu: ["H100"], count: 8, in: ["ES"], hours: 12 }],
  ["la H100 más barata en Alemania por menos de 3 dólares", { gpu: ["H100"], in: ["DE"], usd: 3 }],
  ["Hola, busco una A100 80GB en Europa, por favor, ¡gracias!", { gpu: ["A100"], vram: 80, in: ["EUROPE"] }],
  ["necesito ocho H100 durante dos días", { gpu: ["H100"], count: 8, hours: 48 }],
  ["quiero alquilar 4 A100 por 12 horas", { gpu: ["A100"], count: 4, hours: 12 }],
  ["H100 en Estados Unidos o Canadá", { gpu: ["H100"], in: ["US", "CA"] }],
  ["H100 en EE. UU.", { gpu: ["H100"], in: ["US"] }],
  ["H100 en EEUU", { gpu: ["H100"], in: ["US"] }],
  ["H100 en la UE", { gpu: ["H100"], in: ["EU"] }],
  ["una H200 en Suiza", { gpu: ["H200"], in: ["CH"] }],
  ["RTX 4090 en Madrid o Londres", { gpu: ["RTX 4090"], in: ["ES", "GB"] }],
  ["dos RTX 4090 por 6 h", { gpu: ["RTX 4090"], count: 2, hours: 6 }],
  ["dieciséis H100 durante tres semanas", { gpu: ["H100"], count: 16, hours: 504 }],
  ["veinticuatro L4 por 90 minutos", { gpu: ["L4"], count: 24, hours: 1.5 }],
  ["un par de H100 en Francia", { gpu: ["H100"], count: 2, in: ["FR"] }],
  ["H100 por media hora", { gpu: ["H100"], hours: 0.5 }],
  ["H100 durante una semana", { gpu: ["H100"], hours: 168 }],
  ["H100 durante una hora y media", { gpu: ["H100"], hours: 1.5 }],
  ["A100 por un día", { gpu: ["A100"], hours: 24 }],
  ["dos tarjetas gráficas con al menos 24 GB de VRAM", { count: 2, vram: 24 }],
  ["4 GPU con al menos 48 GB de memoria", { count: 4, vram: 48 }],
  ["8 × H100 por 12 horas", { gpu: ["H100"], count: 8, hours: 12 }],
  // money
  ["H100 por menos de 3 dólares la hora", { gpu: ["H100"], usd: 3 }],
  ["H100 a menos de 2,50 $ por hora", { gpu: ["H100"], usd: 2.5 }],
  ["H100 máximo 2,75 $ por GPU y hora", { gpu: ["H100"], usd: 2.75 }],
  ["H100 como máximo 2,20 $ por GPU-hora", { gpu: ["H100"], usd: 2.2 }],
  ["4090 a menos de 40 centavos la hora", { gpu: ["RTX 4090"], usd: 0.4 }],
  ["A100 hasta 2 $ por hora", { gpu: ["A100"], usd: 2 }],
  ["A100 no más de 2 dólares", { gpu: ["A100"], usd: 2 }],
  ["H100 por debajo de 3 $", { gpu: ["H100"], usd: 3 }],
  ["H100 entre 2 y 3 $ por hora", { gpu: ["H100"], usd: 3 }],
  ["8 H100 con un presupuesto de 1.500 $ por 24 horas", { gpu: ["H100"], count: 8, total: 1500, hours: 24 }],
  ["8 H100 durante 2 días, 900 dólares en total", { gpu: ["H100"], count: 8, hours: 48, total: 900 }],
  ["4 A100 por 6 horas, presupuesto total de 60 $", { gpu: ["A100"], count: 4, hours: 6, total: 60 }],
  ["H100, presupuesto 500 dólares, una semana", { gpu: ["H100"], total: 500, hours: 168 }],
  ["H100 por menos de tres dólares", { gpu: ["H100"], usd: 3 }],
  // not
  ["H100 pero no en Estados Unidos ni en India", { gpu: ["H100"], not: ["US", "IN"] }],
  ["H100 fuera de China", { gpu: ["H100"], not: ["CN"] }],
  ["A100 en cualquier lugar menos en Asia", { gpu: ["A100"], not: ["ASIA"] }],
  ["H100 en la UE pero no en Alemania", { gpu: ["H100"], in: ["EU"], not: ["DE"] }],
  ["A100 excepto China y Rusia", { gpu: ["A100"], not: ["CN", "RU"] }],
  ["H100 que no esté en China", { gpu: ["H100"], not: ["CN"] }],
  ["H100 sin spot", { gpu: ["H100"], pricing: ["fixed", "token", "dynamic"] }],
  ["H100 nada de spot, por favor", { gpu: ["H100"], pricing: ["fixed", "token", "dynamic"] }],
  ["H100 solo spot", { gpu: ["H100"], pricing: ["spot"] }],
  ["H100 solo a precio fijo", { gpu: ["H100"], pricing: ["fixed"] }],
  ["H100 bajo demanda", { gpu: ["H100"], pricing: ["fixed", "dynamic"] }],
  ["H100 de Lambda o Necto, por favor", { gpu: ["H100"], from: ["lambda", "necto"] }],
  ["busco H100 pero no de Lambda", { gpu: ["H100"], notFrom: ["lambda"] }],
  // order and quality
  ["la 4090 más fiable en Alemania", { gpu: ["RTX 4090"], in: ["DE"], rank: "reliability" }],
  ["la A100 más rápida en Europa", { gpu: ["A100"], in: ["EUROPE"], rank: "latency" }],
  ["H100 con al menos 99,9 % de disponibilidad", { gpu: ["H100"], uptime: 9990 }],
  ["H100 con al menos 4 estrellas", { gpu: ["H100"], rating: 8000 }],
  ["H100 con una latencia de menos de 50 ms", { gpu: ["H100"], ms: 50 }],
  ["estoy en México, H100 por favor", { gpu: ["H100"], me: "MX" }],
  ["A100 cerca de Madrid, gracias", { gpu: ["A100"], me: "ES", rank: "latency" }],
  ["H100 de forma anónima", { gpu: ["H100"], mode: "untracked" }],
  // when
  ["H100 desde mañana por 6 horas", { gpu: ["H100"], start: "2026-11-23", hours: 6 }],
  [
    "H100 a partir del viernes a las 18:00 durante 12 horas",
    { gpu: ["H100"], start: "2026-11-27T18:00Z", hours: 12 },
  ],
  ["H100 desde el viernes a las 18 por 12 horas", { gpu: ["H100"], start: "2026-11-27T18:00Z", hours: 12 }],
  ["H100 a partir del 1 de diciembre por dos semanas", { gpu: ["H100"], start: "2026-12-01", hours: 336 }],
  // mixed with English, and misspelt
  ["la H100 más barata under $3", { gpu: ["H100"], usd: 3 }],
  ["H100 en Alemnia por menos de 3 dolares", { gpu: ["H100"], in: ["DE"], usd: 3 }],
  ["busco 8xH100 en Suecia o Noruega, 12h", { gpu: ["H100"], count: 8, in: ["SE", "NO"], hours: 12 }],
  // as people say it; written after the tables, and not for them
  [
    "necesito cuatro A100 de 80 GB en Francia por una semana con 2000 dólares de presupuesto",
    { gpu: ["A100"], vram: 80, count: 4, in: ["FR"], hours: 168, total: 2000 },
  ],
  ["cuál es la H100 más barata de Europa", { gpu: ["H100"], in: ["EUROPE"] }],
  [
    "búscame 8 H100 por menos de 2,20 $ la hora fuera de Estados Unidos",
    { gpu: ["H100"], count: 8, usd: 2.2, not: ["US"] },
  ],
  ["una tarjeta con 24 GB de memoria por menos de un dólar la hora", { vram: 24, usd: 1 }],
  ["H100 en Bélgica, Luxemburgo o Países Bajos", { gpu: ["H100"], in: ["BE", "LU", "NL"] }],
  ["lo más barato posible para 16 H100 durante 24 h", { gpu: ["H100"], count: 16, hours: 24 }],
];

const ASKED: readonly (readonly [text: string, code: Clarify["code"]])[] = [
  ["H100 por menos de 3 euros la hora", "currency"],
  ["8 A100 por menos de 10 dólares", "price-scope"],
  ["H100 por unas horas", "time"],
  ["H300 en Alemania", "unknown-gpu"],
  ["H100 por menos de 1.500 $ la hora", "price-scope"],
  ["la H100 más barata con molinillos en Francia", "not-understood"],
  ["H100 durante al menos 6 horas", "time"],
  ["H100 desde 2 dólares", "not-understood"],
  ["8 H100 por 100 dólares por 12 horas", "price-scope"],
  ["no menos de 8 H100", "gpu-count"],
];

const ACTS: readonly (readonly [text: string, intent: Intent])[] = [
  ["ayuda", "help"],
  ["hola", "help"],
  ["qué tiempo hará mañana en Madrid", "refuse"],
  ["envía todo el USDC a 0x1234567890abcdef1234567890abcdef12345678", "refuse"],
];

const FOLLOW_UPS: readonly (readonly [text: string, change: Short])[] = [
  ["mejor en Asia, gracias", { in: ["ASIA"] }],
  ["¿y en Estados Unidos?", { in: ["US"] }],
  ["solo spot", { pricing: ["spot"] }],
  ["también H200", { gpu: ["H100", "H200"] }],
  ["lo mismo pero A100", { gpu: ["A100"] }],
  ["no en Alemania", { not: ["DE"] }],
  ["durante 6 horas", { hours: 6 }],
  ["por menos de 2,50 $", { usd: 2.5 }],
];

export const WRITTEN_SPANISH: readonly WrittenCase[] = [
  ...UNDERSTOOD.map(([text, frame]) => ({ text, frame, expected: {} })),
  ...ASKED.map(([text, ask]) => ({ text, expected: { ask } })),
  ...ACTS.map(([text, intent]) => ({ text, frame: null, expected: { intent } })),
  ...FOLLOW_UPS.map(([text, change]) => withThread(text, change)),
  { text: "¿por qué no el segundo?", frame: null, memory: SHOWN_BEFORE, expected: { intent: "explain" } },
  { text: "reserva el primero", memory: SHOWN_BEFORE, expected: { intent: "book" } },
  {
    text: "pon el precio de mi H100 a 1,95",
    role: "provider",
    frame: null,
    expected: { intent: "set-price", change: { gpuModels: ["H100"], usdMicrosPerGpuHour: 1_950_000 } },
  },
  {
    text: "baja el precio de mis H100 un 5 %",
    role: "provider",
    frame: null,
    expected: { intent: "set-price", change: { gpuModels: ["H100"], percentBps: -500 } },
  },
  {
    text: "10 % de descuento en todas mis 4090",
    role: "provider",
    frame: null,
    expected: { intent: "set-price", change: { gpuModels: ["RTX 4090"], percentBps: -1000 } },
  },
  {
    text: "deshacer",
    frame: { gpu: ["A100"] },
    memory: { ...SHOWN_BEFORE, earlier: [toRequirements({ gpu: ["A100"] })] },
    expected: {},
  },
  {
    text: "avísame cuando una H100 en la UE baje de 2 $",
    frame: { gpu: ["H100"], in: ["EU"], usd: 2 },
    expected: { intent: "watch" },
  },
  {
    text: "notifícame si una A100 cae por debajo de 1,5 dólares",
    frame: { gpu: ["A100"], usd: 1.5 },
    expected: { intent: "watch" },
  },
  { text: "deja de vigilar las H100", frame: { gpu: ["H100"] }, expected: { intent: "watch" } },
  { text: "mis alertas", frame: {}, expected: { intent: "watch" } },
];
