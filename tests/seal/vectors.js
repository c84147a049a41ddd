// The vectors, with the bytes of their files.
//
// `lines` are the lines of the payload that are left, by their places; `bytes` marks what a reader within the page cannot
// see, because it stands outside what it reads.

import { readFileSync } from "node:fs";

const START = 'id="payload">\n';
const END = "</script>\n</body>";

export function vectors() {
  const list = JSON.parse(readFileSync(new URL("vectors.json", import.meta.url), "utf8"));
  return list.map(({ file, lines, ...vector }) => {
    const bytes = readFileSync(new URL(`vectors/${file}`, import.meta.url));
    return { ...vector, file: lines ? Buffer.from(withLines(bytes.toString("latin1"), lines), "latin1") : bytes };
  });
}

function withLines(text, places) {
  const [before, rest] = text.split(START);
  const [payload, after] = rest.split(END);
  const lines = payload.split("\n").slice(0, -1);
  return before + START + places.map((place) => lines[place] + "\n").join("") + END + after;
}
