/** Writes `gas.json`. `npm run gas -w @necto/contracts`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { measureGas } from "../test/support/measure-gas.ts";
import { contractsDir } from "./compile.ts";

const gas = await measureGas();
writeFileSync(join(contractsDir, "gas.json"), `${JSON.stringify(gas, null, 2)}\n`);
console.log(gas);
process.exit(0);
