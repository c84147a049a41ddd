// Texts that run something, or ask for something, where a page shows them as they are: lists that others keep, and our own
// for what those do not know, which is Markdown.
//
// Does not put them anywhere (see xss.js). What of others is here stands in packages of npm, for tests only: the fixtures
// of DOMPurify (MPL-2.0 or Apache-2.0), many of them of the HTML5 Security Cheatsheet; the seeds of Yahoo's xss-filters
// (BSD-3-Clause), which are OWASP's evasions; the Big List of Naughty Strings (MIT), of which what knows markup.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { hostile } from "./hostile.js";

const require = createRequire(import.meta.url);

// Nothing listens there. Who asks is told before that.
const EVIL = "http://127.0.0.1:9/evil";

// Ways out of what a writer of Markdown puts round a text, and of what annals itself reads.
const MARKDOWN = [
  // Links
  `[x](javascript:alert(1))`,
  `[x](JaVaScRiPt:alert(1))`,
  `[x](<javascript:alert(1)>)`,
  `[x](javascript&colon;alert(1))`,
  `[x](java&Tab;script:alert(1))`,
  `[x](java&NewLine;script:alert(1))`,
  `[x](&#1;javascript:alert(1))`,
  `[x](&#x6A;avascript:alert(1))`,
  `[x](\\javascript:alert(1))`,
  `[x](javascript\\:alert(1))`,
  `[x](javascript%3Aalert(1))`,
  `[x](./javascript:alert(1))`,
  `[x](:javascript:alert(1))`,
  `[x](\u00a0javascript:alert(1))`,
  `[x](\u2028javascript:alert(1))`,
  `[x](\ufeffjavascript:alert(1))`,
  `[x](\u00adjavascript:alert(1))`,
  `[x](view-source:javascript:alert(1))`,
  `[x](jar:javascript:alert(1))`,
  `[x](feed:javascript:alert(1))`,
  `[x](vbscript:msgbox(1))`,
  `[x](data:text/html,<script>alert(1)</script>)`,
  `[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)`,
  `[x](data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20onload='alert(1)'/%3E)`,
  `[x](blob:null/1)`,
  `[x](file:///etc/passwd)`,
  `[x](//127.0.0.1:9/evil)`,
  `[x](\\\\127.0.0.1:9\\evil)`,
  `[x](https:javascript:alert(1))`,
  `[x](http://127.0.0.1:9/"onmouseover="alert(1))`,
  `[x](http://127.0.0.1:9/ "t" onmouseover="alert(1)")`,
  `[x](http://127.0.0.1:9/ 't"onmouseover="alert(1)')`,
  `[x](http://127.0.0.1:9/ (t"onmouseover=alert(1)//))`,
  `[x"onmouseover="alert(1)](http://127.0.0.1:9/)`,
  `<javascript:alert(1)>`,
  `<http://127.0.0.1:9/"onmouseover="alert(1)>`,
  `<a@b.c"onmouseover="alert(1)>`,
  `http://127.0.0.1:9/"onmouseover="alert(1)`,
  `http://127.0.0.1:9/<script>alert(1)</script>`,
  `[x]: javascript:alert(1)`,
  // Pictures and recordings
  `![x](javascript:alert(1))`,
  `![x](x"onerror="alert(1))`,
  `![x](<x" onerror="alert(1)>)`,
  `![x" onerror="alert(1)](http://127.0.0.1:9/evil.png)`,
  `![x](http://127.0.0.1:9/evil.png)`,
  `![x](//127.0.0.1:9/evil.png)`,
  `![x](data:text/html,<script>alert(1)</script>)`,
  `![x](http://127.0.0.1:9/evil.mp4)`,
  `![x](http://127.0.0.1:9/evil.pdf)`,
  `![x](../assets/dot.gif){:height 9, :width "9\\" onload=\\"alert(1)"}`,
  `![x](../assets/dot.gif){:onload "alert(1)"}`,
  `[![x](http://127.0.0.1:9/evil.png)](javascript:alert(1))`,
  // Code, formulas, tables
  '`</code><script>alert(1)</script>`',
  '```"><script>alert(1)</script>\nx\n```',
  '```html\n</code></pre><script>alert(1)</script>\n```',
  '```mermaid\ngraph TD; A["<img src=x onerror=alert(1)>"]; click A "javascript:alert(1)"\n```',
  '```calc\n1 + "</td><script>alert(1)</script>"\n```',
  `$$\\href{javascript:alert(1)}{x}$$`,
  `$$\\text{</mtext><script>alert(1)</script>}$$`,
  `$\\unicode{<img src=x onerror=alert(1)>}$`,
  `$$\\class{"onmouseover="alert(1)}{x}$$`,
  `| a | <img src=x onerror=alert(1)> |\n| --- | --- |\n| </td></table><script>alert(1)</script> | b |`,
  // What annals reads
  `[:script "alert(1)"]`,
  `[:div {:onclick "alert(1)" :onmouseover "alert(1)"} "x"]`,
  `[:a {:href "javascript:alert(1)"} "x"]`,
  `[:img {:src "x" :onerror "alert(1)"}]`,
  `[:iframe {:src "javascript:alert(1)" :srcdoc "<script>alert(1)</script>"}]`,
  `[:div {:dangerouslySetInnerHTML {:__html "<img src=x onerror=alert(1)>"}}]`,
  `[:p {:style {:background "url(http://127.0.0.1:9/evil)"}} "x"]`,
  `[:p#x.y"onclick="alert(1) "x"]`,
  `@@html: <img src=x onerror=alert(1)>@@`,
  `#+BEGIN_EXPORT html\n<img src=x onerror=alert(1)>\n#+END_EXPORT`,
  `#+BEGIN_NOTE\n<img src=x onerror=alert(1)>\n#+END_NOTE`,
  `#+BEGIN_"><script>alert(1)</script>\nx\n#+END_"><script>alert(1)</script>`,
  `#+BEGIN_QUERY\n{:title [:b {:onclick "alert(1)"} "<img src=x onerror=alert(1)>"] :query [:find (pull ?b [*]) :where [?b :block/marker "<img src=x onerror=alert(1)>"]]}\n#+END_QUERY`,
  `{{query "<img src=x onerror=alert(1)>"}}`,
  `{{video javascript:alert(1)}}`,
  `{{youtube "><script>alert(1)</script>}}`,
  `{{youtube https://www.youtube.com/watch?v="onload="alert(1)}}`,
  `{{renderer :"><script>alert(1)</script>}}`,
  `{{cloze <img src=x onerror=alert(1)>}}`,
  `{{iframe javascript:alert(1)}}`,
  `{{embed [[<img src=x onerror=alert(1)>]]}}`,
  `[[<img src=x onerror=alert(1)>|<script>alert(1)</script>]]`,
  `![[x" onerror="alert(1).png|100"onload="alert(1)]]`,
  `> [!"><script>alert(1)</script>] <img src=x onerror=alert(1)>\n> x`,
  `x[^"><script>alert(1)</script>]\n\n[^"><script>alert(1)</script>]: <img src=x onerror=alert(1)>`,
  `<span annals-piece="0-0" onclick="alert(1)">x</span>`,
  `<a annals-piece=" href=&quot;javascript:alert(1)">x</a>`,
  `%%<img src=x onerror=alert(1)>%%`,
  `<!-- --!><img src=x onerror=alert(1)> -->`,
  `==<img src=x onerror=alert(1)>== ^^<img src=x onerror=alert(1)>^^`,
  // Broken over elements and lines, so that only what is put together is whole
  `<img src=x **onerror=alert(1)**>`,
  `<img src=x [[onerror=alert(1)]]>`,
  `<a href="[[x]]javascript:alert(1)">x</a>`,
  `<a href="#x" title="[[x" onmouseover="alert(1)]]">x</a>`,
  `<a title='#tag"onmouseover="alert(1)' href="#">x</a>`,
  '<p title="`">`<img src=x onerror=alert(1)>`">`</p>',
  `<details ontoggle\n=alert(1) open><summary>x</summary></details>`,
  `<img src="x\n\n" onerror="alert(1)">`,
];

function seeds() {
  const file = require.resolve("xss-filters/tests/fuzz/bin/seed.xss");
  return readFileSync(file, "utf8").split("\n");
}

// The lists by their names. What two of them hold is in the first alone.
export function payloads() {
  const lists = {
    ours: [...hostile(EVIL), ...MARKDOWN],
    DOMPurify: require("dompurify/test/fixtures/expect.js").map(({ payload }) => payload),
    OWASP: seeds(),
    "naughty strings": require("big-list-of-naughty-strings").filter((text) => /[<>]|javascript:|\bon\w+=/i.test(text)),
  };
  const known = new Set([""]);
  const texts = [];
  const counts = {};
  for (const [name, list] of Object.entries(lists)) {
    const own = list.map((text) => text.replaceAll("\0", "\ufffd").trim()).filter((text) => !known.has(text) && known.add(text));
    counts[name] = own.length;
    texts.push(...own);
  }
  return { texts, counts };
}
