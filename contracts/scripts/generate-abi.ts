/** Writes `abi/generated.ts` and `abi/storage-layout.json` from the sources. `npm run abi -w @necto/contracts`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { compile, contractsDir, listSources, readSources } from "./compile.ts";
import { renderGenerated } from "./render-generated.ts";

const { module, storageLayout } = renderGenerated(compile(readSources(listSources("src"))));
writeFileSync(join(contractsDir, "abi/generated.ts"), module);
writeFileSync(join(contractsDir, "abi/storage-layout.json"), storageLayout);
