// Notes in a folder of their own, served by the real program, to be written to while a browser looks.

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { program } from "./sites.js";

export const TODAY = "2025-03-14";

// Files by path. Those that are not given are a graph that is as good as none.
export function notes(files) {
  const folder = mkdtempSync(join(tmpdir(), "annals-live-"));
  const write = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [path, text] of Object.entries({ "logseq/config.edn": "{}\n", ...files })) write(path, text);
  return {
    folder,
    write,
    remove: (path) => rmSync(join(folder, path)),
    drop: () => rmSync(folder, { recursive: true, force: true }),
  };
}

// Resolves when the site can be asked for.
export function serve({ folder }, { port = 0, options = [] } = {}) {
  const all = ["serve", folder, "--port", String(port), "--today", TODAY, ...options];
  const child = spawn(program, all, { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  return new Promise((resolve, reject) => {
    let said = "";
    child.stderr.on("data", (data) => (said += data));
    child.stdout.on("data", (data) => {
      said += data;
      const url = /(http:\/\/localhost:(\d+)\/) shows/.exec(said);
      const stop = () => (child.kill("SIGKILL"), ended);
      if (url) resolve({ url: url[1], port: Number(url[2]), stop });
    });
    ended.then(() => reject(new Error(`annals serve ended: ${said}`)));
  });
}
