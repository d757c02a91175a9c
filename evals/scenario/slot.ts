import { UPSTREAM_NAMES } from "@necto/tools/sandbox/create-upstreams";
import { z } from "zod";

const Key = z.union([z.string(), z.number().int()]);

/** A place where somebody other than the user writes. */
export const Slot = z.discriminatedUnion("kind", [
  /** A field of a demo listing, named by its slug. */
  z.strictObject({
    kind: z.literal("listing"),
    listing: z.string(),
    field: z.enum(["provider", "gpu", "city", "token", "vcpus"]),
  }),
  /** A text of a source's answer, by its path in the JSON. `rename` puts the hostile text in place of the last key. */
  z.strictObject({
    kind: z.literal("upstream"),
    upstream: z.enum(UPSTREAM_NAMES),
    path: z.array(Key).min(1),
    rename: z.boolean().default(false),
  }),
  /** The body of a source's refusal. */
  z.strictObject({
    kind: z.literal("error-body"),
    upstream: z.enum(UPSTREAM_NAMES),
    status: z.number().int().min(400).max(599),
    contentType: z.string().default("application/json"),
  }),
  /** A header of a source's answer. */
  z.strictObject({ kind: z.literal("header"), upstream: z.enum(UPSTREAM_NAMES), name: z.string() }),
  /** Text of somebody else that the user pastes, in a message before the question. */
  z.strictObject({ kind: z.literal("chat"), before: z.string(), after: z.string() }),
  /** What the team is called: as its row has it, however it got there. */
  z.strictObject({ kind: z.literal("team-name") }),
  /** The address of the program that a watch tells. */
  z.strictObject({ kind: z.literal("webhook") }),
  /** The name of a file that is handed to the user, pasted as a message. */
  z.strictObject({ kind: z.literal("file-name"), extension: z.string() }),
]);
export type Slot = z.output<typeof Slot>;
