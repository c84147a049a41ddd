// Holds the second reader to the vectors, and ends with how many passed and failed.

import { createHash } from "node:crypto";
import { read } from "./read.js";
import { vectors } from "./vectors.js";

let passed = 0;
let failed = 0;

for (const { name, passphrase, opens, refused, file } of vectors()) {
  let found;
  try {
    const { entries, ...rest } = read(file, passphrase);
    const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
    found = { ...rest, entries: entries.map(({ name, bytes }) => ({ name, len: bytes.length, sha256: sha256(bytes) })) };
  } catch (error) {
    found = error.message;
  }
  const isAsSaid = refused ? typeof found === "string" : JSON.stringify(found) === JSON.stringify(opens);
  if (isAsSaid) passed += 1;
  else failed += 1;
  if (!isAsSaid) console.log(`FAILED  ${name}: ${JSON.stringify(found)}, not ${refused ?? JSON.stringify(opens)}`);
  else if (process.argv.includes("--why")) console.log(`ok      ${name}: ${refused ? `${refused}: ${found}` : "opened"}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
