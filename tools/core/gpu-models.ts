import type { FormFactor } from "./gpu.ts";

/** One accelerator model. Form and memory variants of one name (`H100` SXM, PCIe, NVL) are one model. */
export interface GpuModel {
  /** As the vendor writes it, without vendor and family: `H100`, `RTX 4070 Ti SUPER`, `MI300X`. */
  readonly model: string;
  readonly vendor: "NVIDIA" | "AMD" | "Intel";
  /** Known GiB classes per GPU, the usual one first; more than one means unknown unless the source says. */
  readonly memoryGib: readonly number[];
  /** Classes that only one form has, e.g. 94 GiB for H100 NVL. */
  readonly memoryGibByForm: Readonly<Partial<Record<FormFactor, number>>>;
  /** Known forms; a single one is implied when the source does not say. Empty for superchips. */
  readonly formFactors: readonly FormFactor[];
  /** Other spellings, compared without case, spaces and hyphens. */
  readonly aliases: readonly string[];
}

type Row = readonly [
  model: string,
  memoryGib: readonly number[],
  formFactors?: readonly FormFactor[] | undefined,
  aliases?: readonly string[],
  memoryGibByForm?: Partial<Record<FormFactor, number>>,
];

const rows =
  (vendor: GpuModel["vendor"], defaultForms: readonly FormFactor[]) =>
  ([model, memoryGib, formFactors = defaultForms, aliases = [], memoryGibByForm = {}]: Row): GpuModel => ({
    model,
    vendor,
    memoryGib,
    memoryGibByForm,
    formFactors,
    aliases,
  });

const SXM = ["SXM"] as const;
const SXM_PCIE = ["SXM", "PCIe"] as const;
const OAM = ["OAM"] as const;

// Memory and forms: vendor datasheets; spellings: Akash provider-configs gpus.json (2026-06-16),
// gpuhunt, Vast.ai, RunPod and io.net answers, all read 2026-11-22.
const NVIDIA_DATA_CENTRE: readonly Row[] = [
  ["B300", [288], SXM, ["B300 AC"]],
  ["GB300", [288], []],
  ["B200", [180], SXM],
  ["GB200", [186], []],
  ["H200", [141], ["SXM", "NVL"], [], { NVL: 141 }],
  ["GH200", [96, 144], []],
  ["H100", [80], ["SXM", "PCIe", "NVL"], ["NC40ads H100 v5", "NC80adis H100 v5"], { NVL: 94 }],
  ["H800", [80], SXM_PCIE],
  ["H20", [96, 141], SXM],
  ["A100", [40, 80, 64], SXM_PCIE],
  ["A100X", [80]],
  ["A800", [80, 40], SXM_PCIE],
  ["A30", [24]],
  ["A40", [48]],
  ["A16", [16]],
  ["A10", [24]],
  ["A10G", [24]],
  ["A10M", [24]],
  ["A2", [16]],
  ["L40S", [48]],
  ["L40", [48]],
  ["L20", [48]],
  ["L4", [24]],
  ["L2", [24]],
  ["V100", [16, 32], SXM_PCIE],
  ["V100S", [32]],
  ["T4", [16]],
  ["T4G", [16]],
  ["P100", [16, 12], SXM_PCIE],
  ["P40", [24]],
  ["P4", [8]],
  ["M60", [8]],
  ["M40", [12, 24]],
  ["M10", [8]],
  ["M4", [4]],
  ["K80", [12]],
  ["K40", [12]],
  ["GRID K520", [4], undefined, ["K520"]],
];

const NVIDIA_WORKSTATION: readonly Row[] = [
  [
    "RTX PRO 6000",
    [96],
    undefined,
    [
      ...["Pro 6000", "RTX 6000 Pro", "RTX PRO A6000", "RTX PRO Server 6000", "RTX PRO 6000 CC"],
      ...["S", "WS", "SE", "WE", "MQ", "Server", "Workstation", "Max-Q", "Max-Q Workstation"].flatMap(
        (edition) => [`Pro 6000 ${edition}`, `RTX Pro 6000 ${edition}`],
      ),
      ...["RTX Pro 6000 Max-Q WE", "RTX PRO A6000 SE"],
    ],
  ],
  ["RTX PRO 5000", [48, 72], undefined, ["Pro 5000"]],
  ["RTX PRO 4500", [32], undefined, ["Pro 4500", "RTX PRO Server 4500", "RTX PRO 4500 Server"]],
  ["RTX PRO 4000", [24], undefined, ["Pro 4000"]],
  ["RTX 6000 Ada", [48], undefined, ["6000 Ada", "A6000 Ada", "RTX A6000 Ada"]],
  ["RTX 5880 Ada", [48], undefined, ["5880 Ada"]],
  ["RTX 5000 Ada", [32], undefined, ["5000 Ada"]],
  ["RTX 4500 Ada", [24], undefined, ["4500 Ada"]],
  ["RTX 4000 Ada", [20], undefined, ["4000 Ada"]],
  ["RTX 4000 SFF Ada", [20], undefined, ["RTX 4000s Ada", "4000 SFF Ada"]],
  ["RTX 2000 Ada", [16], undefined, ["RTX 2000e Ada", "2000 Ada"]],
  ["RTX A6000", [48], undefined, ["A6000"]],
  ["RTX A5500", [24], undefined, ["A5500"]],
  ["RTX A5000", [24], undefined, ["A5000"]],
  ["RTX A4500", [20], undefined, ["A4500"]],
  ["RTX A4000", [16], undefined, ["A4000"]],
  ["RTX A2000", [6, 12], undefined, ["A2000"]],
  ["RTX 8000", [48], undefined, ["Q RTX 8000"]],
  ["RTX 6000", [24], undefined, ["Q RTX 6000"]],
  ["RTX 5000", [16], undefined, ["Q RTX 5000"]],
  ["RTX 4000", [8], undefined, ["Q RTX 4000"]],
  ["P6000", [24]],
  ["P5000", [16]],
  ["P4000", [8]],
  ["P2000", [5]],
  ["M4000", [8]],
  ["TITAN RTX", [24]],
  ["TITAN V", [12]],
  ["TITAN Xp", [12]],
];

/** The bare number is an alias, as people say "a 4090". */
const GEFORCE: readonly (readonly [prefix: "RTX" | "GTX", name: string, memoryGib: readonly number[]])[] = [
  ["RTX", "5090", [32]],
  ["RTX", "5090 D", [32]],
  ["RTX", "5090 Laptop", [24]],
  ["RTX", "5080", [16]],
  ["RTX", "5070 Ti", [16]],
  ["RTX", "5070", [12]],
  ["RTX", "5060 Ti", [16, 8]],
  ["RTX", "5060", [8]],
  ["RTX", "5050", [8]],
  ["RTX", "4090", [24]],
  ["RTX", "4090 D", [24]],
  ["RTX", "4090 Laptop", [16]],
  ["RTX", "4080 SUPER", [16]],
  ["RTX", "4080", [16]],
  ["RTX", "4080 Laptop", [12]],
  ["RTX", "4070 Ti SUPER", [16]],
  ["RTX", "4070 Ti", [12]],
  ["RTX", "4070 SUPER", [12]],
  ["RTX", "4070", [12]],
  ["RTX", "4070 Laptop", [8]],
  ["RTX", "4060 Ti", [8, 16]],
  ["RTX", "4060", [8]],
  ["RTX", "4060 Laptop", [8]],
  ["RTX", "3090 Ti", [24]],
  ["RTX", "3090", [24]],
  ["RTX", "3080 Ti", [12]],
  ["RTX", "3080", [10, 12]],
  ["RTX", "3080 Laptop", [16, 8]],
  ["RTX", "3070 Ti", [8]],
  ["RTX", "3070", [8]],
  ["RTX", "3070 Laptop", [8]],
  ["RTX", "3060 Ti", [8]],
  ["RTX", "3060", [12, 8]],
  ["RTX", "3060 Laptop", [6]],
  ["RTX", "3050", [8, 6]],
  ["RTX", "2080 Ti", [11]],
  ["RTX", "2080 SUPER", [8]],
  ["RTX", "2080", [8]],
  ["RTX", "2070 SUPER", [8]],
  ["RTX", "2070", [8]],
  ["RTX", "2060 SUPER", [8]],
  ["RTX", "2060", [6, 12]],
  ["GTX", "1660 Ti", [6]],
  ["GTX", "1660 SUPER", [6]],
  ["GTX", "1660", [6]],
  ["GTX", "1650 SUPER", [4]],
  ["GTX", "1650", [4]],
  ["GTX", "1080 Ti", [11]],
  ["GTX", "1080", [8]],
  ["GTX", "1070 Ti", [8]],
  ["GTX", "1070", [8]],
  ["GTX", "1060", [6, 3]],
  ["GTX", "1050 Ti", [4]],
  ["GTX", "1050", [2]],
];

/** Short forms that sources append without a space: `rtx4080s`, `RTX 4070S Ti`, `rtx5090m`. */
const SHORT_SUFFIXES: readonly (readonly [suffix: string, short: readonly string[]])[] = [
  [" Ti SUPER", [" TiS", "S Ti"]],
  [" SUPER", ["S"]],
  [" Laptop", ["m", " mobile"]],
];

const shortForms = (name: string): readonly string[] => {
  const found = SHORT_SUFFIXES.find(([suffix]) => name.endsWith(suffix));
  return found ? found[1].map((short) => name.slice(0, -found[0].length) + short) : [];
};

const geforce = GEFORCE.map(([prefix, name, memoryGib]): Row => {
  const spellings = [name, ...shortForms(name)];
  const aliases = [...spellings, ...spellings.slice(1).map((spelling) => `${prefix} ${spelling}`)];
  return [`${prefix} ${name}`, memoryGib, undefined, aliases];
});

const AMD: readonly Row[] = [
  ["MI355X", [288], OAM],
  ["MI350X", [288], OAM],
  ["MI325X", [256], OAM],
  ["MI300X", [192], OAM],
  ["MI300A", [128], []],
  ["MI308X", [128, 192], OAM],
  ["MI250X", [128], OAM],
  ["MI250", [128], OAM],
  ["MI210", [64]],
  ["MI100", [32]],
  ["MI60", [32]],
  ["MI50", [16, 32]],
  ["MI25", [16]],
  ["V520", [8], undefined, ["Pro V520"]],
  ["V620", [32], undefined, ["Pro V620"]],
  ["W7900", [48], undefined, ["Pro W7900"]],
  ["RX 9070 XT", [16]],
  ["RX 7900 XTX", [24]],
  ["RX 7900 XT", [20]],
  ["RX 6800 XT", [16]],
];

const INTEL: readonly Row[] = [
  ["Gaudi", [32], OAM, ["Gaudi 1", "HL-205", "Gaudi HL-205"]],
  ["Gaudi 2", [96], OAM, ["HL-225"]],
  ["Gaudi 3", [128], ["OAM", "PCIe"], ["HL-325"]],
  ["GPU Max 1550", [128], OAM, ["Max 1550"]],
];

/** Every model Necto knows, at most one per accelerator. Facts only; `gpus.ts` reads names with it. */
export const GPU_TABLE: readonly GpuModel[] = [
  ...[...NVIDIA_DATA_CENTRE, ...NVIDIA_WORKSTATION, ...geforce].map(rows("NVIDIA", ["PCIe"])),
  ...AMD.map(rows("AMD", ["PCIe"])),
  ...INTEL.map(rows("Intel", ["PCIe"])),
];
