// A page that is no longer there: what was shown stays, with a link to its new name if it has one, else to what is nearest
// to it of all that there is.
export default async function nearest(next, changed, { ask, parse, make, quietly }) {
  const near = [...document.querySelectorAll(".crumbs a")].reverse().map((link) => [link.href, link.textContent]);
  near.push(["./"], ["/"]);
  const alias = next && next.querySelector("main a");
  if (alias) near.unshift([alias.href]);
  // A note that was renamed is the one that changed, and says what this page says.
  const words = document.querySelector("main .block")?.textContent;
  if (changed && words) near.unshift(["/" + changed.href.split("#")[0], null, words]);
  for (const [href, crumb, words = ""] of near) {
    const page = await ask(href);
    const there = page.ok && parse(await page.text());
    if (!there || !there.body.textContent.includes(words)) continue;
    const textContent = crumb ?? there.querySelector("h1")?.textContent ?? "home";
    return quietly("This page is no longer there. Nearest to it: ", make("a", { href, textContent }));
  }
}
