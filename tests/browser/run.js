// Runs all tests on built sites, and ends with how many passed and failed.
//
//     ANNALS=target/debug/annals npm test [-- words of the tests to run]

import { readFileSync } from "node:fs";
import { build } from "./sites.js";
import { validity } from "./validity.js";
import { screens } from "./screens.js";
import { live } from "./live.js";
import { packet } from "./packet.js";
import { seal } from "./seal.js";
import { xss } from "./xss.js";

const only = process.argv.slice(2);
let passed = 0;
let failed = 0;

// A test returns its complaints; each is one line.
async function test(name, run) {
  if (only.length > 0 && !only.some((word) => name.includes(word))) return;
  const start = Date.now();
  let complaints;
  try {
    complaints = await run();
  } catch (error) {
    complaints = [error.stack ?? String(error)];
  }
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  if (complaints.length === 0) {
    passed += 1;
    console.log(`ok      ${name} (${seconds} s)`);
    return;
  }
  failed += 1;
  console.log(`FAILED  ${name} (${seconds} s), ${complaints.length} complaints`);
  for (const complaint of complaints.slice(0, 40)) console.log(`        ${complaint}`);
  if (complaints.length > 40) console.log(`        and ${complaints.length - 40} more`);
}

await test("the lock file names no host", () => {
  const lock = readFileSync(new URL("package-lock.json", import.meta.url), "utf8");
  // The registry is whichever the machine that runs this is told to use.
  return lock.split("\n").filter((line) => /"resolved"|registry\./.test(line));
});

const sites = build();
try {
  await validity(sites, test);
  await screens(sites, test);
  await packet(test);
  await live(test);
  await seal(sites, test);
  await xss(test);
} finally {
  sites.remove();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
