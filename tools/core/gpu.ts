import { z } from "zod";

export const FORM_FACTORS = ["SXM", "PCIe", "NVL", "OAM"] as const;
export type FormFactor = (typeof FORM_FACTORS)[number];

/** The accelerator of an offer. `model` is null when the table does not know `raw`; such offers are rejected visibly. */
export const Gpu = z.object({
  vendor: z.string().nullable(),
  /** Model as the vendor writes it, without vendor and family: `H100`, `RTX 4070 Ti SUPER`, `MI300X`. */
  model: z.string().nullable(),
  formFactor: z.enum(FORM_FACTORS).nullable(),
  /** GiB per GPU as an integer class: 80, 141. */
  memoryGib: z.number().int().positive().nullable(),
  /** The name exactly as the source writes it. */
  raw: z.string(),
});
export type Gpu = z.infer<typeof Gpu>;
