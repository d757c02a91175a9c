import type { FormFactor } from "../core/gpu.ts";

/** What an EC2 instance type contains. Host figures are null when AWS's page was not read for the family. */
export interface AwsInstance {
  readonly gpu: string;
  readonly formFactor: FormFactor | null;
  /** GiB per GPU, as a class. */
  readonly memoryGib: number;
  readonly gpuCount: number;
  readonly vcpus: number | null;
  readonly hostMemoryGib: number | null;
}

type Size = readonly [size: string, gpuCount: number, vcpus?: number, hostMemoryGib?: number];
type Family = readonly [
  family: string,
  gpu: string,
  formFactor: FormFactor | null,
  memoryGib: number,
  sizes: readonly Size[],
];

const G6_SIZES: readonly Size[] = [
  ["xlarge", 1, 4, 16],
  ["2xlarge", 1, 8, 32],
  ["4xlarge", 1, 16, 64],
  ["8xlarge", 1, 32, 128],
  ["16xlarge", 1, 64, 256],
  ["12xlarge", 4, 48, 192],
  ["24xlarge", 4, 96, 384],
  ["48xlarge", 8, 192, 768],
];
const G7_SIZES: readonly Size[] = [
  ["2xlarge", 1],
  ["4xlarge", 1],
  ["8xlarge", 1],
  ["12xlarge", 2],
  ["24xlarge", 4],
  ["48xlarge", 8],
];
const doubled = ([size, gpus, vcpus = 0, memory = 0]: Size): Size => [size, gpus, vcpus, memory * 2];

// GPUs: karpenter.sh instance types, generated 2026-07-20; hosts: AWS instance type pages. Read 2026-11-22.
const FAMILIES: readonly Family[] = [
  [
    "g4dn",
    "T4",
    "PCIe",
    16,
    [
      ["xlarge", 1, 4, 16],
      ["2xlarge", 1, 8, 32],
      ["4xlarge", 1, 16, 64],
      ["8xlarge", 1, 32, 128],
      ["16xlarge", 1, 64, 256],
      ["12xlarge", 4, 48, 192],
      ["metal", 8, 96, 384],
    ],
  ],
  [
    "g4ad",
    "Radeon Pro V520",
    "PCIe",
    8,
    [
      ["xlarge", 1, 4, 16],
      ["2xlarge", 1, 8, 32],
      ["4xlarge", 1, 16, 64],
      ["8xlarge", 2, 32, 128],
      ["16xlarge", 4, 64, 256],
    ],
  ],
  ["g5", "A10G", "PCIe", 24, G6_SIZES],
  [
    "g5g",
    "T4G",
    "PCIe",
    16,
    [
      ["xlarge", 1, 4, 8],
      ["2xlarge", 1, 8, 16],
      ["4xlarge", 1, 16, 32],
      ["8xlarge", 1, 32, 64],
      ["16xlarge", 2, 64, 128],
      ["metal", 2, 64, 128],
    ],
  ],
  ["g6", "L4", "PCIe", 24, G6_SIZES],
  ["g6e", "L40S", "PCIe", 48, G6_SIZES.map(doubled)],
  [
    "gr6",
    "L4",
    "PCIe",
    24,
    [
      ["4xlarge", 1, 16, 128],
      ["8xlarge", 1, 32, 256],
    ],
  ],
  ["g7", "RTX PRO 4500", "PCIe", 32, G7_SIZES],
  ["g7e", "RTX PRO 6000 Server Edition", "PCIe", 96, G7_SIZES],
  [
    "p3",
    "V100",
    "SXM",
    16,
    [
      ["2xlarge", 1, 8, 61],
      ["8xlarge", 4, 32, 244],
      ["16xlarge", 8, 64, 488],
    ],
  ],
  ["p3dn", "V100", "SXM", 32, [["24xlarge", 8, 96, 768]]],
  ["p4d", "A100", "SXM", 40, [["24xlarge", 8, 96, 1152]]],
  ["p4de", "A100", "SXM", 80, [["24xlarge", 8, 96, 1152]]],
  [
    "p5",
    "H100",
    "SXM",
    80,
    [
      ["4xlarge", 1, 16, 256],
      ["48xlarge", 8, 192, 2048],
    ],
  ],
  ["p5e", "H200", "SXM", 141, [["48xlarge", 8, 192, 2048]]],
  ["p5en", "H200", "SXM", 141, [["48xlarge", 8, 192, 2048]]],
  ["p6-b200", "B200", "SXM", 180, [["48xlarge", 8, 192, 2048]]],
  ["p6-b300", "B300", "SXM", 288, [["48xlarge", 8]]],
  ["p6e-gb200", "GB200", null, 186, [["36xlarge", 4]]],
];

/** GPU instance types by name, `p5.48xlarge`. Types that are not here have no GPU, or one Necto does not list. */
export const AWS_INSTANCES: ReadonlyMap<string, AwsInstance> = new Map(
  FAMILIES.flatMap(([family, gpu, formFactor, memoryGib, sizes]) =>
    sizes.map(([size, gpuCount, vcpus = null, hostMemoryGib = null]) => [
      `${family}.${size}`,
      { gpu, formFactor, memoryGib, gpuCount, vcpus, hostMemoryGib },
    ]),
  ),
);

/** Families whose sizes are parts of a GPU: 1/8 to 1/2 of an L4. */
const FRACTIONAL_FAMILIES = new Set(["g6f", "gr6f"]);

export const isFractionalInstance = (type: string): boolean =>
  FRACTIONAL_FAMILIES.has(type.split(".")[0] ?? type);
