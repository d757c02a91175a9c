import { Requirements } from "@necto/tools/core/requirements";
import { z } from "zod";

/** Requirements under a name, kept in this browser and nowhere else. */
export interface JobTemplate {
  readonly name: string;
  /** Without a mode: applying a template changes nothing about who knows of a job. */
  readonly requirements: Requirements;
}

const KEY = "necto:job-templates";
export const MOST_TEMPLATES = 50;
export const LONGEST_NAME = 60;

const Kept = z.object({ name: z.string().trim().min(1).max(LONGEST_NAME), requirements: Requirements });

/** A list of templates in a storage; every change gives the list as it is then, by name. */
export interface JobTemplates {
  readonly list: () => readonly JobTemplate[];
  /** Replaces the one of that name. Why it could not be kept, in words, or null. */
  readonly save: (template: JobTemplate) => string | null;
  readonly remove: (name: string) => void;
}

export function createJobTemplates(storage: Pick<Storage, "getItem" | "setItem">): JobTemplates {
  function list(): readonly JobTemplate[] {
    try {
      const kept: unknown = JSON.parse(storage.getItem(KEY) ?? "[]");
      // One that an older page wrote otherwise must not take the others with it.
      return Array.isArray(kept) ? kept.flatMap((one) => Kept.safeParse(one).data ?? []) : [];
    } catch {
      return [];
    }
  }
  const write = (templates: readonly JobTemplate[]) => storage.setItem(KEY, JSON.stringify(templates));
  const others = (name: string) => list().filter((template) => template.name !== name);

  return {
    list,
    save({ name, requirements }) {
      const rest = others(name);
      if (rest.length >= MOST_TEMPLATES)
        return `There are ${MOST_TEMPLATES} templates already: delete one first.`;
      const template = { name, requirements: { ...requirements, mode: null } };
      try {
        write([...rest, template].sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true })));
        return null;
      } catch {
        return "This browser keeps nothing for this page: its storage is blocked or full.";
      }
    },
    remove: (name) => write(others(name)),
  };
}
