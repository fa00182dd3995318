// Drives Chromium over the pages that tests/html.rs writes: node drive.mjs <folder with node_modules> <folder with pages> <chromium> [its libraries]
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [tools, folder, executablePath] = process.argv.slice(2, 5).map((p) => resolve(p));
const env = process.argv[5] ? { ...process.env, LD_LIBRARY_PATH: process.argv[5] } : process.env;
const require = createRequire(join(tools, "/"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core"), "utf8");

let failed = 0;
const ok = (name, holds, note = "") => {
  if (!holds) failed++;
  console.log(`${holds ? "ok  " : "FAIL"} ${name}${note ? `: ${note}` : ""}`);
};
const url = (name) => pathToFileURL(join(folder, name)).href;
const browser = await chromium.launch({ executablePath, env, args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"] });

/** A page; what it asks for, says or throws is a problem. */
const open = async (name, options = {}, hash = "") => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.problems = [];
  page.on("console", (m) => page.problems.push(m.text().slice(0, 160)));
  page.on("pageerror", (e) => page.problems.push(String(e)));
  page.on("dialog", (d) => { page.problems.push("a dialog"); d.dismiss(); });
  page.on("request", (r) => { if (r.url().split("#")[0] !== url(name) && !r.url().startsWith("blob:")) page.problems.push(`request ${r.url()}`); });
  await page.goto(url(name) + hash);
  if (options.javaScriptEnabled !== false) await page.waitForSelector("html[data-ready]", { timeout: 20_000 });
  return page;
};
const done = async (page, name) => {
  ok(`${name}: nothing said, asked for or thrown`, page.problems.length === 0, page.problems.slice(0, 3).join("; "));
  await page.context().close();
};
const rows = (page) => page.locator("#list > details").count();
const list = async (page, change) => { await change(); await page.waitForTimeout(350); return rows(page); };

for (const width of [360, 414, 600, 761, 1024, 1280, 1600]) {
  const page = await open("rich.html", { viewport: { width, height: 800 } });
  await page.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  ok(`no sideways scrolling at ${width}`, over <= 0, `${over}`);
  await done(page, `at ${width}`);
}

{
  const page = await open("rich.html");
  const before = await rows(page);
  // The script makes of its columns what the page has as HTML.
  await page.fill("[name=q]", "cluster");
  await page.waitForTimeout(400);
  await page.fill("[name=q]", "");
  await page.waitForTimeout(400);
  const refused = await page.evaluate(() => fetch(location.href).then(() => false, () => true));
  ok("the page may not fetch, not even itself", refused);
  page.problems.length = 0;
  ok("back to no search, as many rows as before", (await rows(page)) === Math.min(50, before), `${await rows(page)} of ${before}`);

  const whole = await browser.newContext({ javaScriptEnabled: false }).then(async (c) => { const p = await c.newPage(); await p.goto(url("rich.html")); return p; });
  const written = await whole.locator("#list > details").evaluateAll((all) => all.map((e) => e.outerHTML));
  await whole.context().close();
  const made = await page.evaluate(async () => {
    const all = [...document.querySelectorAll("#list > details")];
    all.forEach((e) => { e.open = true; });
    await new Promise((done) => setTimeout(done, 600));
    return all.map((e) => { const c = e.cloneNode(true); c.querySelectorAll(".copy").forEach((b) => b.remove()); c.removeAttribute("open"); return c.outerHTML; });
  });
  const differing = made.findIndex((html, i) => html !== written[i].replaceAll(' open=""', ""));
  ok("rows of the script are the rows of the page", made.length > 20 && differing < 0, differing < 0 ? `${made.length} compared` : `\n${made[differing]}\n${written[differing]}`);

  const filter = async (name, value) => list(page, () => page.selectOption(`[name=${name}]`, value));
  await page.click("#clear");
  ok("severity filters", (await filter("severity", "critical")) > 0 && (await page.locator("#list .m:has-text('high')").count()) === 0);
  await page.click("#clear");
  const dev = await page.evaluate(() => [...document.querySelectorAll("[name=where] option")].find((o) => o.textContent.startsWith("dev ("))?.value);
  await filter("where", dev);
  const accounts = await page.locator("#list > details > summary > .m:nth-of-type(3)").allTextContents();
  ok("an environment filters", accounts.length > 0 && accounts.every((a) => a === "dev"), [...new Set(accounts)].join());
  await page.click("#clear");
  ok("a change filters", (await filter("mark", "introduced")) > 0 && (await page.locator("#list > details").evaluateAll((all) => all.every((e) => e.querySelector(".tag:not(.critical)")))));
  await page.click("#clear");
  await page.waitForTimeout(300);
  await filter("sort", "resource");
  const resources = await page.evaluate(async () => {
    const all = [...document.querySelectorAll("#list > details")];
    all.forEach((e) => { e.open = true; });
    await new Promise((done) => setTimeout(done, 600));
    return all.map((e) => [...e.querySelectorAll("dt")].find((d) => d.textContent === "Resource").nextSibling.textContent);
  });
  const sorted = resources.every((r, i) => i === 0 || resources[i - 1] <= r);
  ok("sorting sorts, and says so", sorted && resources.length > 20 && (await page.textContent("#count")).includes("by resource"));
  await page.click("#clear");
  await page.waitForTimeout(300);
  const groups = await filter("group", "rule");
  const tally = await page.locator(".grp > summary > .m").first().textContent();
  ok("grouping by rule", groups > 3 && /^[\d,]+ (fail|unknown)/.test(tally), `${groups} groups, the first with ${tally}`);
  await page.locator(".grp > summary").first().click();
  await page.waitForTimeout(200);
  ok("a group opens to its findings", (await page.locator(".grp[open] > .f").count()) > 0);
  ok("grouping by resource", (await filter("group", "resource")) > 3);
  await page.click("#clear");
  await page.waitForTimeout(300);
  await page.fill("[name=q]", "no such thing");
  await page.waitForTimeout(350);
  ok("an empty result says so", (await page.textContent("#count")).startsWith("Nothing matches"));
  await page.fill("[name=q]", "db-06");
  await page.waitForTimeout(350);
  ok("search finds a clause", (await rows(page)) > 5 && page.url().includes("q=db-06"));

  await page.click("#clear");
  await page.locator("[name=status][value=pass]").evaluate((b) => b.click());
  await page.waitForTimeout(400);
  await page.focus("#more");
  await page.keyboard.press("Enter");
  ok("more rows, and the focus on the first of them", await page.evaluate(() => document.querySelectorAll("#list > details").length === 100 && document.activeElement === document.querySelectorAll("#list > details > summary")[50]));

  await page.focus("#a3");
  await page.keyboard.press("ArrowLeft");
  ok("arrow keys change the account", (await page.isVisible(".p2 svg.wide")) && !(await page.isVisible(".p3 svg.wide")));
  await page.focus("#a1");
  await page.keyboard.press("Space");
  await page.focus(".p1 svg.wide a");
  await page.keyboard.press("Enter");
  await page.waitForTimeout(400);
  ok("Enter on a red box opens its finding", await page.evaluate(() => document.activeElement.closest("details")?.open === true && location.hash.startsWith("#f-")));
  await page.focus(".matrix a.fail");
  await page.keyboard.press("Enter");
  await page.waitForTimeout(400);
  const cell = await page.evaluate(() => document.querySelector(".matrix a.fail").textContent.replace(/\D/g, ""));
  const failing = await page.locator("#list > details.fail").count();
  const there = await page.evaluate(() => location.hash.startsWith("#findings?") && document.activeElement.matches("#findings h2"));
  ok("a cell of the matrix leads to as many findings", there && failing === +cell, `${failing} of ${cell}`);
  await done(page, "filters, keys, groups");
}

{
  const page = await open("rich.html", {}, "#findings?where=e1&section=0");
  ok("an address carries its filter", (await page.inputValue("[name=where]")) === "e1" && (await page.inputValue("[name=section]")) === "0");
  await done(page, "an address");
  const id = await (async () => { const p = await open("rich.html"); const i = await p.locator("#list > details[id]").nth(4).getAttribute("id"); await p.context().close(); return i; })();
  const one = await open("rich.html", {}, `#${id}`);
  await one.waitForTimeout(300);
  ok("an address names a finding", await one.evaluate((i) => document.getElementById(i).open, id));
  await done(one, "the address of a finding");
}

{
  const page = await open("rich.html", { javaScriptEnabled: false });
  ok("without script: what deviates, drawing, clauses, frameworks", (await rows(page)) > 20 && (await page.locator(".pane svg.wide:visible").count()) === 1 && (await page.locator(".trace tbody tr").count()) > 45 && (await page.locator(".framework").count()) > 0 && !(await page.isVisible("#tools")));
  await page.locator("#list > details > summary").first().click();
  ok("without script a finding opens", await page.isVisible("#list > details .meta"));
  await done(page, "without script");
}

{
  const light = await open("rich.html", { colorScheme: "light" });
  const colours = (p) => p.evaluate(() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector("h1 em")).color].join(" "));
  const day = await colours(light);
  await light.click("#theme");
  const chosen = await colours(light);
  await light.click("#theme");
  ok("the theme can be chosen, and chosen back", day !== chosen && day === (await colours(light)));
  await done(light, "light");
  const dark = await open("rich.html", { colorScheme: "dark" });
  ok("dark where the system is", (await colours(dark)) === chosen, chosen);
  await done(dark, "dark");
}

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 360]) {
    // axe is put in from outside: the page's own policy would not let it in.
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
    const page = await context.newPage();
    await page.goto(url("rich.html"));
    await page.waitForSelector("html[data-ready]");
    await page.evaluate(() => document.querySelectorAll("#list > details, .framework, .trace details").forEach((d, i) => { if (i < 8) d.open = true; }));
    await page.waitForTimeout(300);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
    const told = violations.map((v) => `${v.impact} ${v.id} (${v.nodes.length}: ${v.nodes[0].html.slice(0, 120)}; ${v.nodes[0].failureSummary?.slice(0, 160)})`);
    ok(`axe, ${colorScheme}, ${width}`, violations.every((v) => !["serious", "critical"].includes(v.impact)), told.join("; "));
    await context.close();
  }
}

for (const name of ["rich.html", "sample.html"]) {
  const page = await open(name);
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  const pages = (pdf.toString("latin1").match(/\/Type \/Page\b/g) ?? []).length;
  ok(`${name} prints`, pages > 5 && pages < 45, `${pages} pages`);
  await done(page, `${name}, printed`);
}

// Names that would be more than text: no dialog, no request, as many elements and attributes as with names that are only names.
const count = async (name) => {
  const page = await open(name);
  await page.locator("[name=status][value=pass]").evaluate((b) => b.click());
  await page.waitForTimeout(500);
  await page.evaluate(async () => { document.querySelectorAll("details").forEach((d) => { d.open = true; }); await new Promise((done) => setTimeout(done, 700)); });
  const found = await page.evaluate(() => {
    const all = [...document.querySelectorAll("*")], tags = {};
    all.forEach((e) => { tags[e.localName] = (tags[e.localName] ?? 0) + 1; });
    return {
      tags: JSON.stringify(Object.entries(tags).sort()),
      attributes: all.reduce((sum, e) => sum + e.attributes.length, 0),
      own: all.filter((e) => [...e.attributes].some((a) => /^on|^style$|^src$/i.test(a.name))).length,
      away: [...document.querySelectorAll("[href]")].filter((e) => !/^(#|https:\/\/)/.test(e.getAttribute("href"))).length,
      hidden: /[\u200b-\u200f\u2028-\u202e\u0000]/.test(document.documentElement.textContent),
    };
  });
  const problems = page.problems;
  await page.context().close();
  return { ...found, problems: problems.join("; ") };
};
for (const kind of ["before", "after"]) {
  const plain = await count(`harmless-${kind}.html`);
  for (const at of [0, 1, 2, 3]) {
    const evil = await count(`hostile-${kind}-${at}.html`);
    const same = evil.tags === plain.tags && evil.attributes === plain.attributes;
    ok(`hostile texts ${kind}, ${at}, are only texts`, same && !evil.own && !evil.away && !evil.hidden && !evil.problems && !plain.problems, same ? evil.problems : `\n${plain.tags} ${plain.attributes}\n${evil.tags} ${evil.attributes}`);
  }
}
{
  const page = await open("rich.html");
  const refused = await page.evaluate(() => { try { document.createElement("div").innerHTML = "<b>"; return false; } catch { return true; } });
  ok("text never becomes markup: the browser refuses", refused);
  await page.evaluate(() => { const s = document.createElement("img"); s.setAttribute("src", "http://127.0.0.1:1/x"); document.body.append(s); });
  await page.waitForTimeout(200);
  ok("what would be loaded is refused", page.problems.some((p) => p.includes("Content Security Policy")), page.problems.join("; ").slice(0, 100));
  await page.context().close();
}

{
  const times = [];
  for (let run = 0; run < 3; run++) {
    const page = await open("large.html", {});
    times.push(await page.evaluate(async () => {
      const paint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
      const ready = +document.documentElement.dataset.ready;
      const until = async (change) => { const from = performance.now(); change(); const was = document.querySelector("#count").textContent; while (document.querySelector("#count").textContent === was) await new Promise(requestAnimationFrame); return performance.now() - from; };
      const passes = document.querySelector("[name=status][value=pass]"), q = document.querySelector("[name=q]");
      const all = await until(() => passes.click());
      const search = await until(() => { q.value = "subnet"; q.dispatchEvent(new Event("input", { bubbles: true })); });
      const group = await until(() => { const g = document.querySelector("[name=group]"); g.value = "rule"; g.dispatchEvent(new Event("input", { bubbles: true })); });
      const g = document.querySelector("[name=group]"); g.value = ""; q.value = ""; q.dispatchEvent(new Event("input", { bubbles: true }));
      await new Promise((done) => setTimeout(done, 700));
      const last = document.querySelector("#list > details:last-child"), from = performance.now();
      last.open = true;
      while (!last.querySelector(".body")) await new Promise(requestAnimationFrame);
      return { paint, ready, all, search, group, open: performance.now() - from, heap: (performance.memory?.usedJSHeapSize ?? 0) / 1e6 };
    }));
    await done(page, "100,000 findings");
  }
  const median = (key) => Math.round(times.map((t) => t[key]).sort((a, b) => a - b)[1]);
  const told = ["paint", "ready", "all", "search", "group", "open"].map((key) => `${key} ${median(key)} ms`).join(", ");
  ok("100,000 findings are there within two seconds", median("paint") < 2000 && median("ready") < 2000 && median("all") < 2000, `${told}, heap ${median("heap")} MB`);
}

// To be looked at; the README has them.
for (const [name, width, height, colorScheme, at] of [["desktop-light", 1280, 1500, "light", ""], ["desktop-dark", 1280, 1000, "dark", "#findings"], ["phone", 360, 800, "light", "#matrix"]]) {
  const page = await open("sample.html", { viewport: { width, height }, colorScheme, reducedMotion: "reduce" });
  if (at === "#findings") await page.locator("#list > details > summary").nth(1).click();
  if (at) await page.evaluate((s) => document.querySelector(s).scrollIntoView(), at);
  await page.waitForTimeout(200);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await done(page, name);
}

await browser.close();
console.log(failed ? `${failed} failed` : "all hold");
process.exitCode = failed ? 1 : 0;
