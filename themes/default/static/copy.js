// Adds what copies a review or a week, as plain text for forms or as Markdown, and what prints it. Without it nothing is
// missing from the page. Does not ask the network, and says the same as `annals review` and `annals week`.
(() => {
  const main = document.querySelector("main");
  const isWeek = main.dataset.screen === "week";
  const sections = () => [...main.querySelectorAll(isWeek ? ".sec:not(.own)" : "#review > .sec:not(.own), #tasks:not(.own), #people")].filter((each) => each.querySelector(".blocks, .rows, .list"));
  const squeeze = (text) => text.replace(/\s+/g, " ").trim();
  const words = (el) => (el ? squeeze(el.textContent) : "");

  // What annals says about a line is no part of it, nor is what only its author looks at.
  const OURS = ".own, .at, .when, .label, .late, .spent, .pri, .state, .vh, .why, ul.blocks, ol.blocks, details";
  const MARKS = { STRONG: "**", EM: "*", B: "**", CODE: "`", S: "~~", DEL: "~~", MARK: "==" };

  // Marks of Markdown that the author did not mean as such.
  const literal = (text) => text.replace(/[\\`*[\]<$^~|]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\$&");

  function link(el, md) {
    const label = words(el);
    if (label.split("…").every((part) => el.href.includes(part))) return el.getAttribute("href");
    return md ? `[${literal(label)}](<${el.getAttribute("href")}>)` : label;
  }

  function element(el, md) {
    if (el.matches(OURS) || el.tagName === "IMG") return "";
    if (el.tagName === "BR") return " ";
    // The label that runs into its sentence, shown with a full stop.
    if (el.tagName === "I") {
      const label = line(el.childNodes, md).replace(/[.:]$/, "") + ":";
      return md ? `**${label}**` : label;
    }
    if (el.matches("a.out")) return link(el, md);
    const inner = el.tagName === "CODE" ? el.textContent : line(el.childNodes, md, true);
    const mark = md ? (MARKS[el.tagName] ?? "") : "";
    return mark + inner + mark;
  }

  const isTicket = (node) => node?.nodeType === 1 && node.matches(".ticket");
  const isBlank = (node) => node?.nodeType === 3 && !node.data.trim();

  // Nodes as one line. Tickets at its end stand in parentheses, as authors write them.
  function line(nodes, md, within) {
    const all = [...nodes].filter((node) => node.nodeType === 3 || (node.nodeType === 1 && !node.matches(OURS)));
    let last = all.length;
    while (last > 0 && (isTicket(all[last - 1]) || isBlank(all[last - 1]))) last -= 1;
    const cited = all.slice(last).filter(isTicket).map(words);
    const said = all.slice(0, cited.length ? last : all.length).map((node) => {
      if (node.nodeType === 1) return element(node, md);
      return md ? literal(node.data) : node.data;
    });
    const text = said.join("").replace(/\s+/g, " ");
    if (!cited.length) return within ? text : text.trim();
    const list = cited.join(", ");
    return text.trim() ? `${text.trim()} (${list})` : list;
  }

  // A block and all below it. At the top, a label alone is a heading, and so is one that ends a bullet.
  function block(li, depth, md, out) {
    const fold = li.querySelector(":scope > details");
    const own = [...li.childNodes].filter((node) => node !== fold);
    if (fold) for (const node of fold.childNodes) own.push(...(node.nodeName === "SUMMARY" && !fold.matches(".under") ? node.childNodes : node.nodeName === "SUMMARY" ? [] : [node]));
    const isBody = (node) => node.nodeType === 1 && /^(P|PRE|UL|OL|TABLE|BLOCKQUOTE|DIV)$/.test(node.nodeName) && !node.matches(OURS);
    const first = own.filter((node) => !isBody(node));
    const body = own.filter(isBody);
    const below = [...li.querySelectorAll(":scope > :is(ul, ol).blocks > li:not(.own), :scope > details > :is(ul, ol).blocks > li:not(.own)")];
    const over = depth === 0 && !below.length && body.at(-1)?.matches(".h") ? body.pop() : null;
    const text = line(first, md);
    const marked = first.filter((node) => !isBlank(node) && !(node.nodeType === 1 && node.matches(OURS)));
    const isHeading = depth === 0 && !body.length && marked.length === 1 && marked[0].nodeName === "B";
    const indent = "  ".repeat(depth);
    const head = (label) => out.push((out.length ? "\n" : "") + (md ? "### " : "") + words(label).replace(/[: ]+$/, "") + (md ? "\n" : ""));
    if (isHeading) head(marked[0]);
    else if (text) out.push(`${indent}- ${text}`);
    for (const each of body) {
      const more = each.nodeName === "PRE" ? squeeze(each.textContent) : line(each.childNodes, md);
      if (more) out.push(`${md ? "\n" : ""}${indent}  ${more}`);
    }
    for (const each of below) block(each, isHeading || !text ? depth : depth + 1, md, out);
    if (over) head(over);
  }

  function row(li, md) {
    const first = li.querySelector("p:not(.why)");
    const met = words(first).startsWith("1-on-1 with "); // Its emphasis is ours.
    const said = line(first?.childNodes ?? [], md && !met).replace(/^1-on-1 with /, "");
    const time = li.querySelector("time");
    const isToday = words(time) === "today";
    const [weekday, month, day] = isToday ? new Date(time.dateTime + "T12:00").toDateString().split(" ") : [];
    const why = [words(li.querySelector(".why > .prj")), isToday ? `${weekday} ${+day} ${month}` : words(time), words(li.querySelector(".why > .late"))];
    const priority = li.dataset.marker !== "DONE" && li.dataset.priority;
    const behind = [...why, priority ? `priority ${priority}` : ""].filter(Boolean).join(", ");
    return `- ${said || words(li.querySelector(".why"))}${behind && said ? ` (${behind})` : ""}`;
  }

  function head(section, md) {
    const title = section.querySelector("h2").cloneNode(true);
    const count = words(title.querySelector("small"));
    title.querySelectorAll("small, .label, .own").forEach((each) => each.remove());
    const period = words(section.querySelector(".year b"));
    const other = period && !words(main.querySelector("h1")).endsWith(" " + period) ? `, ${period}` : "";
    const counts = count || words(section.querySelector(".facts")).split(" · ").slice(0, 2).join(" · ");
    return md ? `## ${words(title)}${other}` : `${words(title)}${other} · ${counts}`;
  }

  function lines(section, md) {
    const out = [];
    section.querySelectorAll(":scope > :is(ul, ol).blocks > li:not(.own)").forEach((li) => block(li, 0, md, out));
    section.querySelectorAll(":scope > .rows > li:not(.gap, .own)").forEach((li) => out.push(row(li, md)));
    section.querySelectorAll(":scope > .list tr").forEach((tr) => out.push("- " + [...tr.cells].map(words).join(": ").replace(/ \(\d+\)/g, "")));
    return out.join("\n");
  }

  // How many lines that are private are not copied: each with all that is below it.
  const left = (each) => each.querySelectorAll(each.matches(".own") ? "li.block" : "li.own, li.own li.block").length;

  const paper = (section, md) => `${head(section, md)}\n\n${lines(section, md)}\n`;

  function all(md) {
    const by = words(main.querySelector(".by"));
    return [`${md ? "# " : ""}${words(main.querySelector("h1"))}\n${by && md ? "\n" : ""}${by}\n`, ...sections().map((each) => paper(each, md))].join("\n");
  }

  async function put(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // From disk some browsers have no clipboard, but still this.
      const field = document.createElement("textarea");
      field.value = text;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
  }

  const status = document.createElement("p");
  status.className = "vh";
  status.setAttribute("role", "status");

  function button(label, name, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    if (name) made.setAttribute("aria-label", name);
    made.onclick = async () => {
      const said = await act();
      if (!said) return;
      made.textContent = "Copied";
      status.textContent = said;
      setTimeout(() => (made.textContent = label), 2000);
    };
    return made;
  }

  function bar(what, write, section) {
    const made = document.createElement("p");
    made.className = "copy";
    const copy = (md) => async () => {
      const text = write(md);
      await put(text);
      const from = section ? [section] : [...sections(), ...main.querySelectorAll("#review > .sec.own")];
      const n = from.reduce((all, each) => all + left(each), 0);
      return `Copied ${what || "all"} as ${md ? "Markdown" : "text"}${n ? `, ${n} private line${n > 1 ? "s" : ""} left out` : ""}`;
    };
    made.append(button(what ? "Copy" : "Copy all", `Copy ${what || "all"} as text`, copy(false)), " ", button("as Markdown", `Copy ${what || "all"} as Markdown`, copy(true)));
    return made;
  }

  function equip() {
    if (!status.isConnected) main.append(status);
    if (sections().length && !main.querySelector(":scope > .copy")) {
      const made = bar("", all);
      made.append(" ", button("Print", "", () => void print()));
      main.querySelector(":scope > :is(.views, .facts:not(:has(~ .views)))").after(made);
    }
    for (const section of sections()) {
      const title = section.querySelector("h2");
      if (!section.querySelector(":scope > .copy")) title.before(bar(words(title).replace(/ \d+$/, ""), (md) => paper(section, md), section));
    }
  }

  equip();
  document.addEventListener("annals:shown", equip);
})();
