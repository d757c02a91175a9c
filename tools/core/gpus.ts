import type { FormFactor, Gpu } from "./gpu.ts";
import { GPU_TABLE, type GpuModel } from "./gpu-models.ts";

export type { GpuModel };

/** All known models; names, vendors, forms and memory classes. */
export const GPU_MODELS: readonly GpuModel[] = GPU_TABLE;

/** What a source says beside the name. */
export interface GpuHints {
  readonly vendor?: string | null;
  /** GiB per GPU as the source states it; may be a fraction such as 22.35. */
  readonly memoryGib?: number | null;
  readonly formFactor?: string | null;
  /** GPUs per unit; recognises sources that state the memory of all GPUs together. */
  readonly gpuCount?: number | null;
}

/** Forms as sources write them; `mega` is GCP's SXM host with more network. HBM3 is soldered on SXM boards only, but that holds for the H100 alone. */
const FORM_WORDS = new Map<string, FormFactor>(
  Object.entries({
    sxm: "SXM",
    sxm2: "SXM",
    sxm3: "SXM",
    sxm4: "SXM",
    sxm5: "SXM",
    sxm6: "SXM",
    sxm5gdr: "SXM",
    hgx: "SXM",
    dgx: "SXM",
    mega: "SXM",
    pcie: "PCIe",
    nvl: "NVL",
    oam: "OAM",
  }),
);
const FORM_ENDINGS = [...FORM_WORDS.keys()].sort((a, b) => b.length - a.length);

/** Words that say nothing about which accelerator it is. `plus` is a network variant of GCP hosts. */
const NOISE = new Set(
  (
    "nvidia amd intel habana geforce tesla quadro radeon instinct gpu gpus graphics generation blackwell edition card " +
    "hbm2 hbm2e hbm3 hbm3e gddr6 gddr6x gddr7 nvlink nvl4 nvl36 nvl72 plus high freq freq. mod superchip hbm"
  ).split(" "),
);
/** Parts of a GPU are no GPU: MIG slices, virtual GPUs, stated fractions. */
const FRACTION_WORDS = new Set(["mig", "vgpu", "fractional", "partial", "shared"]);
const FRACTION = /(?:^|[\s(])(?:[1-9]\/\d{1,2}|0?\.\d+)(?:x|[\s)]|$)|\b\d{1,2}g\.\d+gb\b/;
const MEMORY_WORD = /^(\d{1,4})(?:g|gb|gi|gib)$/;
const MEMORY_UNITS = new Set(["g", "gb", "gi", "gib"]);

const keyOf = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "");

const byAlias = new Map<string, GpuModel>(
  GPU_MODELS.flatMap((gpu) => [gpu.model, ...gpu.aliases].map((name) => [keyOf(name), gpu] as const)),
);

/** One marketing name used for several products; only the stated memory tells which. */
const SAME_NAME_BY_MEMORY: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  "RTX 6000": { 48: "RTX 6000 Ada", 96: "RTX PRO 6000" },
  "RTX 5000": { 32: "RTX 5000 Ada" },
  "RTX 4000": { 20: "RTX 4000 Ada" },
};

/** Azure sizes whose GPU is one form of the model. */
const NVL_ALIASES = new Set(["nc40adsh100v5", "nc80adish100v5"]);

interface NameParts {
  /** What is left of the name, without separators: `rtx6000ada`. */
  readonly key: string;
  readonly form: FormFactor | null;
  readonly memoryGib: number | null;
  readonly isFraction: boolean;
  readonly saysHbm3: boolean;
}

/** Drops counts such as `8x`, `x8`, `h100x1`. */
const withoutCount = (word: string): string => word.replace(/^\d{1,2}x(?=[a-z]|$)|x\d{1,2}$/g, "");

/** NVL cards sit in a PCIe slot, so sources often say both; NVL is the product. */
const firstForm = (forms: readonly FormFactor[]): FormFactor | null =>
  forms.includes("NVL") ? "NVL" : (forms[0] ?? null);

function splitName(raw: string): NameParts {
  const lower = raw.toLowerCase().replace(/\b(\d{1,4})\s*-?\s*(?=gi?b\b)/g, "$1");
  const words = lower.split(/[^a-z0-9]+/).map(withoutCount);
  const memoryWord = words.find((word) => MEMORY_WORD.test(word));
  const forms = words.flatMap((word) => FORM_WORDS.get(word) ?? []);
  const kept = words.filter(
    (word) => !NOISE.has(word) && !FORM_WORDS.has(word) && !MEMORY_WORD.test(word) && !MEMORY_UNITS.has(word),
  );
  return {
    key: kept.join(""),
    form: firstForm(forms),
    memoryGib: memoryWord === undefined ? null : Number(MEMORY_WORD.exec(memoryWord)?.[1]),
    isFraction: FRACTION.test(lower) || words.some((word) => FRACTION_WORDS.has(word)),
    saysHbm3: words.includes("hbm3"),
  };
}

/** Finds `h100`, and `h100sxm5` where a source glued the form on. */
function lookUp(parts: NameParts): { gpu: GpuModel; form: FormFactor | null } | null {
  const whole = byAlias.get(parts.key);
  if (whole) return { gpu: whole, form: NVL_ALIASES.has(parts.key) ? "NVL" : parts.form };
  const ending = FORM_ENDINGS.find((form) => parts.key.endsWith(form));
  const gpu = ending === undefined ? undefined : byAlias.get(parts.key.slice(0, -ending.length));
  if (!gpu || ending === undefined) return null;
  return { gpu, form: firstForm([FORM_WORDS.get(ending), parts.form].flatMap((form) => form ?? [])) };
}

/** The class of `gpu` within 7 % of `gib`: drivers report 22.35 for 24, 44.7 for 48, 79.6 for 80. */
function snap(gpu: GpuModel, gib: number): number | null {
  const classes = [...gpu.memoryGib, ...Object.values(gpu.memoryGibByForm)];
  const near = classes.filter((known) => Math.abs(gib - known) / known < 0.07);
  return near.sort((a, b) => Math.abs(gib - a) - Math.abs(gib - b))[0] ?? null;
}

function memoryOf(
  gpu: GpuModel,
  form: FormFactor | null,
  stated: number | null,
  count: number,
): number | null {
  if (stated !== null && stated > 0)
    return snap(gpu, stated) ?? snap(gpu, stated / count) ?? (Math.floor(stated) || null);
  const ofForm = form === null ? undefined : gpu.memoryGibByForm[form];
  if (ofForm !== undefined) return ofForm;
  return gpu.memoryGib.length === 1 ? (gpu.memoryGib[0] ?? null) : null;
}

/** SXM5 → SXM, `PCIE` → PCIe; null for words that are no form. */
const formOf = (word: string | null | undefined): FormFactor | null =>
  FORM_WORDS.get(keyOf(word ?? "")) ?? null;

const VENDOR_NAMES = new Map([
  ["nvidia", "NVIDIA"],
  ["amd", "AMD"],
  ["intel", "Intel"],
]);
const vendorOf = (word: string | null | undefined): string | null =>
  word ? (VENDOR_NAMES.get(word.toLowerCase()) ?? word) : null;

/**
 * Finds a model by canonical name or alias, ignoring case, spaces, hyphens and vendor words, exact on digits
 * and suffixes: `L4` is never `L40`, `RTX 4090` never `RTX 4090 D`. Memory and form are no part of the name here.
 *
 * @example findGpuModel("geforce rtx-4090")?.model // "RTX 4090"
 */
export function findGpuModel(name: string): GpuModel | null {
  const words = name.toLowerCase().split(/[^a-z0-9]+/);
  return byAlias.get(keyOf(name)) ?? byAlias.get(words.filter((word) => !NOISE.has(word)).join("")) ?? null;
}

const unknownGpu = (raw: string, hints: GpuHints): Gpu => ({
  vendor: vendorOf(hints.vendor),
  model: null,
  formFactor: formOf(hints.formFactor),
  memoryGib: hints.memoryGib && hints.memoryGib >= 1 ? Math.floor(hints.memoryGib) : null,
  raw,
});

/**
 * Reads a source's GPU name. Unknown names and parts of a GPU (MIG, vGPU) keep `raw` with `model: null`.
 * Memory is per GPU, snapped to a known class within 7 %; null when the model comes in several and nothing says which.
 *
 * @example canonicalizeGpu("NVIDIA A100-SXM4-80GB")
 *   // { vendor: "NVIDIA", model: "A100", formFactor: "SXM", memoryGib: 80, raw: "NVIDIA A100-SXM4-80GB" }
 */
export function canonicalizeGpu(raw: string, hints: GpuHints = {}): Gpu {
  const parts = splitName(raw);
  const found = parts.isFraction ? null : lookUp(parts);
  if (!found) return unknownGpu(raw, hints);
  const stated = parts.memoryGib ?? hints.memoryGib ?? null;
  const gpu = byMemory(found.gpu, stated);
  const said =
    found.form ?? formOf(hints.formFactor) ?? (gpu.model === "H100" && parts.saysHbm3 ? "SXM" : null);
  const formFactor = said ?? (gpu.formFactors.length === 1 ? (gpu.formFactors[0] ?? null) : null);
  const memoryGib = memoryOf(gpu, formFactor, stated, hints.gpuCount ?? 1);
  return { vendor: gpu.vendor, model: gpu.model, formFactor, memoryGib, raw };
}

function byMemory(gpu: GpuModel, stated: number | null): GpuModel {
  if (stated === null || snap(gpu, stated) !== null) return gpu;
  const others = SAME_NAME_BY_MEMORY[gpu.model] ?? {};
  const match = Object.entries(others).find(([gib]) => Math.abs(stated - Number(gib)) / Number(gib) < 0.07);
  return (match && byAlias.get(keyOf(match[1]))) ?? gpu;
}
