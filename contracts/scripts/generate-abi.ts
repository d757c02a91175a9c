/** Writes `abi/generated.ts` from the sources. `npm run abi -w @necto/contracts`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { contractsDir } from "./compile.ts";
import { renderGenerated } from "./render-generated.ts";

writeFileSync(join(contractsDir, "abi/generated.ts"), renderGenerated());
