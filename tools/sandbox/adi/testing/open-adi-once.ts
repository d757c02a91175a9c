/** Opens the ADI sandbox in a folder and closes it, for tests that kill it in between. */
import { openAdi } from "../open-adi.ts";

const [folder] = process.argv.slice(2);
const { chain } = await openAdi({ folder: folder!, now: Date.now });
await chain.close();
