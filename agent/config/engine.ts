import type { Engine } from "@necto/tools/core/decision";
import packageJson from "../package.json" with { type: "json" };

/** This build: the version of the package; the commit is known only where a build wrote it down. */
export const ENGINE: Engine = { version: packageJson.version, commit: null };
