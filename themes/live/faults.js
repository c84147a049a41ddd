// The bar at the foot of the window: what is wrong, and where. What it shows goes away when it is mended.
export default function faults({ bar, make, say, isOver }) {
  let known = "";
  let list = [];
  let isHeld = false;
  let at = 0;
  let isFolded = false;

  const button = (words, change) =>
    make("button", {
      textContent: words,
      onclick() {
        change();
        draw();
        // The button that was pressed is another now.
        const same = [...bar.querySelectorAll("button")].find((each) => each.textContent === words);
        (same ?? bar.querySelector("[aria-expanded]")).focus();
      },
    });

  function draw() {
    const fault = list[at];
    bar.hidden = !fault;
    bar.replaceChildren();
    if (!fault) return;
    bar.dataset.level = fault.level;
    bar.classList.toggle("live-folded", isFolded);
    const fold = button(isFolded ? "Show" : "Fold", () => (isFolded = !isFolded));
    fold.setAttribute("aria-expanded", !isFolded);
    const head = make("p", { className: "live-head" }, make("b", { textContent: fault.place ?? fault.message }));
    bar.append(head);
    if (isFolded) {
      head.append(make("span", { textContent: fault.place ? fault.message : "" }), fold);
      return;
    }
    if (isHeld) head.append(make("span", { textContent: "The page above is the last that could be made." }));
    if (fault.editor) head.append(make("a", { href: fault.editor, textContent: "Open in editor" }));
    const end = make("p", { className: "live-end" });
    if (list.length > 1) {
      const step = (by) => () => (at = (at + by + list.length) % list.length);
      end.append(make("span", { textContent: `${at + 1} of ${list.length} problems.` }));
      end.append(button("Previous", step(-1)), button("Next", step(1)));
    }
    end.append(make("span", { textContent: "Goes away when mended." }), fold, make("kbd", { textContent: "Esc" }));
    bar.append(frame(fault), end);
  }

  // As a terminal has it, in the page's own colours. The bar's head says already where it is.
  function frame({ frame, place }) {
    const pre = make("pre", { tabIndex: 0, role: "group", "aria-label": "The lines in question" });
    const parts = /^((?:error|warning)(?:\[[\w-]+\])?(?=:))?( *\d* \|(?= |$))?( *[\^_]+.*)?( *= .*)?(.*)$/;
    for (const line of frame.trimEnd().split("\n")) {
      if (/^ *\|$/.test(line) || (place && /^ *-->/.test(line))) continue;
      const [, level, gutter, caret, help, rest] = parts.exec(line);
      for (const [className, words] of Object.entries({ level, gutter, caret, help, rest })) {
        if (words) pre.append(make("span", { className: "live-" + className, textContent: words }));
      }
      pre.append("\n");
    }
    return pre;
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || bar.hidden || isFolded || isOver()) return;
    isFolded = true;
    draw();
  });

  return (next, held) => {
    const words = JSON.stringify([next, held]);
    if (words === known) return;
    // The line of a fault moves while its note is written: what was folded stays so until there is another fault.
    const essence = (all) => JSON.stringify(all.map(({ message, place }) => [message, place?.split(":")[0]]));
    const isOther = essence(next) !== essence(list);
    [known, list, isHeld] = [words, next, held];
    if (isOther) {
      at = 0;
      isFolded = false;
      const [first] = list;
      say(first ? `${first.level}, ${first.place ?? ""}: ${first.message}` : "What was wrong is mended");
    }
    draw();
  };
}
