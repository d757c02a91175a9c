import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Gpu } from "./gpu.ts";
import { canonicalizeGpu, findGpuModel, GPU_MODELS, type GpuHints } from "./gpus.ts";

const read = (raw: string, hints?: GpuHints) => {
  const { model, formFactor, memoryGib } = canonicalizeGpu(raw, hints);
  return [model, formFactor, memoryGib];
};

describe("canonicalizeGpu", () => {
  it.each([
    // facts J.4
    ["NVIDIA H100 80GB HBM3", "H100", "SXM", 80],
    ["h100/SXM5/80Gi", "H100", "SXM", 80],
    ["H100 PCIE", "H100", "PCIe", 80],
    ["h100-sxm5-80gb", "H100", "SXM", 80],
    ["gpu-h100-sxm", "H100", "SXM", 80],
    ["nvidia-h100-mega-80gb", "H100", "SXM", 80],
    ["NC40ads H100 v5", "H100", "NVL", 94],
    ["8x H100 (80 GB SXM5)", "H100", "SXM", 80],
    ["Nvidia Tesla A100 80GB", "A100", null, 80],
    ["A100-80G-PCIe", "A100", "PCIe", 80],
    ["RTX 4090 D", "RTX 4090 D", "PCIe", 24],
    ["RTXPRO6000", "RTX PRO 6000", "PCIe", 96],
    ["RTX 6000Ada", "RTX 6000 Ada", "PCIe", 48],
    ["rtx6000/24Gi", "RTX 6000", "PCIe", 24],
    ["p40", "P40", "PCIe", 24],
    ["AMD Instinct MI300X OAM", "MI300X", "OAM", 192],
    // facts A.11
    ["a100/SXM4/40Gi", "A100", "SXM", 40],
    ["a100/SXM/64Gi", "A100", "SXM", 64],
    ["a800/SXM4/80Gi", "A800", "SXM", 80],
    ["h200/SXM5/141Gi", "H200", "SXM", 141],
    ["h200nvl/PCIe/141Gi", "H200", "NVL", 141],
    ["v100/SXM3/32Gi", "V100", "SXM", 32],
    ["rtx5090m/24Gi", "RTX 5090 Laptop", "PCIe", 24],
    ["rtx4080s", "RTX 4080 SUPER", "PCIe", 16],
    ["rtx4070s", "RTX 4070 SUPER", "PCIe", 12],
    ["rtx4070ti", "RTX 4070 Ti", "PCIe", 12],
    ["rtx4060ti/16Gi", "RTX 4060 Ti", "PCIe", 16],
    ["rtx3060m/6Gi", "RTX 3060 Laptop", "PCIe", 6],
    ["rtx2060s", "RTX 2060 SUPER", "PCIe", 8],
    ["rtxa6000/48Gi", "RTX A6000", "PCIe", 48],
    ["a5000/24Gi", "RTX A5000", "PCIe", 24],
    ["rtxa2000/6Gi", "RTX A2000", "PCIe", 6],
    ["rtx4000ada/20Gi", "RTX 4000 Ada", "PCIe", 20],
    ["rtx4000sada/20Gi", "RTX 4000 SFF Ada", "PCIe", 20],
    ["rtx2000eada/16Gi", "RTX 2000 Ada", "PCIe", 16],
    ["rtx8000/48Gi", "RTX 8000", "PCIe", 48],
    ["rtx4000/8Gi", "RTX 4000", "PCIe", 8],
    ["rtx5000/16Gi", "RTX 5000", "PCIe", 16],
    ["pro6000se", "RTX PRO 6000", "PCIe", 96],
    ["pro6000we", "RTX PRO 6000", "PCIe", 96],
    ["pro6000mq/96Gi", "RTX PRO 6000", "PCIe", 96],
    ["mi60", "MI60", "PCIe", 32],
    ["mi100/32Gi", "MI100", "PCIe", 32],
    // names of io.net, Vast.ai, RunPod, GCP and the recorded catalogues
    ["GeForce RTX 4090", "RTX 4090", "PCIe", 24],
    ["A100-SXM4-80GB", "A100", "SXM", 80],
    ["A100-80GB-SXM", "A100", "SXM", 80],
    ["H100 NVL", "H100", "NVL", 94],
    ["NVIDIA H200 NVL", "H200", "NVL", 141],
    ["NVIDIA B300 SXM6 AC", "B300", "SXM", 288],
    ["NVIDIA RTX PRO 6000 Blackwell Max-Q Workstation Edition", "RTX PRO 6000", "PCIe", 96],
    ["NVIDIA RTX PRO-A6000 SE", "RTX PRO 6000", "PCIe", 96],
    ["RTX 6000 96GB", "RTX PRO 6000", "PCIe", 96],
    ["NVIDIA RTX 6000 Ada Generation", "RTX 6000 Ada", "PCIe", 48],
    ["NVIDIA RTX 4000 SFF Ada Generation", "RTX 4000 SFF Ada", "PCIe", 20],
    ["Q RTX 8000", "RTX 8000", "PCIe", 48],
    ["Quadro RTX 6000 (24 GB)", "RTX 6000", "PCIe", 24],
    ["Tesla V100-SXM2-32GB", "V100", "SXM", 32],
    ["RTX 4070S Ti", "RTX 4070 Ti SUPER", "PCIe", 16],
    ["RTX 4090 (High freq.)", "RTX 4090", "PCIe", 24],
    ["RTX 4090 (48 GB mod)", "RTX 4090", "PCIe", 48],
    ["GTX 1660 Super", "GTX 1660 SUPER", "PCIe", 6],
    ["Radeon Pro V520", "V520", "PCIe", 8],
    ["Radeon MI25", "MI25", "PCIe", 16],
    ["NVIDIA GRID K520", "GRID K520", "PCIe", 4],
    ["Gaudi HL-205", "Gaudi", "OAM", 32],
    ["GH200 (96 GB)", "GH200", null, 96],
    ["gpu_8x_h100_sxm5gdr", "H100", "SXM", 80],
    ["gpu-h100x1-80gb", "H100", null, 80],
    ["NVIDIA HGX H100", "H100", "SXM", 80],
    ["H100SXM5", "H100", "SXM", 80],
    ["NVIDIA GB200 NVL72", "GB200", null, 186],
    ["RTX PRO Server 6000", "RTX PRO 6000", "PCIe", 96],
  ])("reads %s as %s %s %s GiB", (raw, model, form, memory) => {
    expect(read(raw)).toEqual([model, form, memory]);
  });

  it("leaves memory unknown when a model comes in several classes and nothing says which", () => {
    expect(read("A100")).toEqual(["A100", null, null]);
    expect(read("V100")).toEqual(["V100", null, null]);
  });

  it("snaps what drivers report to the class within 7 %", () => {
    expect(read("L4", { memoryGib: 22888 / 1024 })[2]).toBe(24);
    expect(read("L40S", { memoryGib: 45776 / 1024 })[2]).toBe(48);
    expect(read("A100", { memoryGib: 79.34668 })[2]).toBe(80);
    expect(read("H200", { memoryGib: 143 })[2]).toBe(141);
    expect(read("B200", { memoryGib: 183359 / 1024 })[2]).toBe(180);
    expect(read("B300", { memoryGib: 275040 / 1024 })[2]).toBe(288);
  });

  it("divides memory that a source states for all GPUs together", () => {
    expect(read("L4", { memoryGib: 89.407227, gpuCount: 4 })[2]).toBe(24);
    expect(read("L4", { memoryGib: 178.813477, gpuCount: 8 })[2]).toBe(24);
  });

  it("keeps a stated memory that fits no class as stated", () => {
    expect(read("H100", { memoryGib: 64 })[2]).toBe(64);
  });

  it("takes form and vendor from the source when the name lacks them", () => {
    expect(canonicalizeGpu("h100", { vendor: "nvidia", formFactor: "SXM5", memoryGib: 80 })).toEqual({
      vendor: "NVIDIA",
      model: "H100",
      formFactor: "SXM",
      memoryGib: 80,
      raw: "h100",
    });
  });

  it.each([
    ["NVIDIA H100 80GB HBM3 MIG 1g.10gb"],
    ["RTX PRO 6000 Blackwell Server Edition MIG 2g.48gb"],
    ["1/8 L4"],
    ["0.5x A10"],
    ["A10 vGPU"],
    ["M2 Ultra"],
    ["tpu-v4-128"],
    ["AWS Inferentia2"],
    ["RTX 4095"],
    ["H1000"],
    ["constructor"],
    [""],
  ])("does not take %s for a whole GPU it knows", (raw) => {
    const gpu = canonicalizeGpu(raw, { vendor: "aws" });
    expect(gpu).toMatchObject({ model: null, raw, vendor: "aws" });
  });

  it.each([
    ["RTX 6000", "RTX 6000 Ada"],
    ["RTX 6000", "RTX PRO 6000"],
    ["RTX 6000 Ada", "RTX PRO 6000"],
    ["A6000", "A6000 Ada"],
    ["L40", "L40S"],
    ["L4", "L40"],
    ["RTX 4090", "RTX 4090 D"],
    ["RTX 4090", "RTX 4090 Laptop"],
    ["RTX 5090", "rtx5090m"],
    ["T4", "T4G"],
    ["A10", "A10G"],
    ["H20", "H200"],
    ["H800", "H100"],
    ["A800", "A100"],
    ["A100", "A100X"],
    ["MI300X", "MI308X"],
    ["H100", "GH200"],
    ["RTX 4070 Ti", "RTX 4070 Ti SUPER"],
  ])("never merges %s and %s", (a, b) => {
    expect(canonicalizeGpu(a).model).not.toBeNull();
    expect(canonicalizeGpu(a).model).not.toBe(canonicalizeGpu(b).model);
  });

  it("keeps forms and memory of one model apart", () => {
    expect(read("H100 NVL")).not.toEqual(read("H100 PCIe"));
    expect(read("A100 40GB")).not.toEqual(read("A100 80GB"));
  });

  it("gives a valid Gpu for any text", () => {
    fc.assert(
      fc.property(fc.string(), (raw) => {
        expect(Gpu.parse(canonicalizeGpu(raw))).toMatchObject({ raw });
      }),
    );
  });
});

describe("GPU_MODELS", () => {
  const key = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "");

  it("has at least 60 models", () => expect(GPU_MODELS.length).toBeGreaterThanOrEqual(60));

  it("gives no two models the same spelling", () => {
    const owners = new Map<string, string>();
    for (const { model, aliases } of GPU_MODELS)
      for (const name of [model, ...aliases]) {
        expect(owners.get(key(name)) ?? model, name).toBe(model);
        owners.set(key(name), model);
      }
  });

  it("finds every model by each of its names in any case, and reads it as itself", () => {
    for (const { model, aliases } of GPU_MODELS)
      for (const name of [model, ...aliases]) {
        expect(findGpuModel(name.toUpperCase())?.model).toBe(model);
        expect(canonicalizeGpu(name.replaceAll(" ", "-")).model, name).toBe(model);
      }
  });

  it("is exact on digits and suffixes", () => {
    expect(findGpuModel("NVIDIA GeForce RTX 4090")?.model).toBe("RTX 4090");
    expect(findGpuModel("H100 SXM")).toBeNull();
    expect(findGpuModel("RTX")).toBeNull();
  });
});
