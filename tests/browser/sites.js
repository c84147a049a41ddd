// Builds the sites that are looked at, by the real program, into a folder of their own.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const program = process.env.ANNALS ?? join(root, "target/debug/annals");

const CASES = [
  { name: "example", notes: "content-example", today: "2025-12-12" },
  { name: "one-page", notes: "tests/golden/one-page/notes/Architect.md", today: "2024-12-13" },
  { name: "vault", notes: "tests/golden/vault/notes", today: "2025-03-14" },
  { name: "markdown", notes: "tests/golden/markdown/notes", today: "2025-03-14" },
  { name: "constructs", notes: "tests/golden/constructs/notes", today: "2025-03-14" },
];

// A page's fixed name of its screen.
export function screenOf(html) {
  return /<main[^>]*data-screen="([a-z]+)"/.exec(html)?.[1] ?? "";
}

export function pagesBelow(folder) {
  const found = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...pagesBelow(path));
    else if (entry.name.endsWith(".html")) found.push(path);
  }
  return found.sort();
}

export function build() {
  const folder = mkdtempSync(join(tmpdir(), "annals-browser-"));
  const sites = CASES.map(({ name, notes, today }) => {
    const site = join(folder, name);
    execFileSync(program, ["build", "--quiet", "--today", today, "--output", site, join(root, notes)], {
      // What the notes themselves get wrong on purpose is told there.
      stdio: ["ignore", "ignore", "ignore"],
    });
    const pages = pagesBelow(site).map((file) => {
      const html = readFileSync(file, "utf8");
      return { file, path: relative(site, file).split(sep).join("/"), html, screen: screenOf(html) };
    });
    if (pages.length === 0) throw new Error(`${name} has no pages`);
    return { name, pages };
  });
  sites.remove = () => rmSync(folder, { recursive: true, force: true });
  return sites;
}
