// The page of mfo serve: start, plant, plan, report, trade-off, compare. Everything shown is text, never markup.
import { element, makeTable } from "/assets/table.js";
import { drawn } from "/assets/pictures.js";
import { makeLeft, studies } from "/assets/studies.js";

const token = document.querySelector("meta[name=mfo-token]").content;
const texts = await (await fetch("/assets/texts.json")).json();
const main = document.getElementById("main"), busy = document.getElementById("busy");
const TABS = ["start", "plant", "plan", "report", "tradeoff", "compare"];
const page = { tab: "start", table: "supplies", state: { plant: null, choices: [] }, language: firstLanguage(), grid: null, plan: null,
  question: { minimise: "", limits: "", scenario: "", time_limit: "" }, levers: new Map(), curve: null, job: null };

function firstLanguage() {
  const asked = document.querySelector("meta[name=mfo-language]").content;
  let kept = "";
  try { kept = localStorage.getItem("mfo-language") || ""; } catch { kept = ""; }
  return kept || (asked === "es" || (!asked && navigator.language.startsWith("es")) ? "es" : "en");
}

function words(key, values = {}) {
  const found = (texts[key] || {})[page.language] || (texts[key] || {}).en || key;
  return found.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

function make(tag, properties, ...inside) {
  const made = element(tag, properties);
  made.append(...inside.filter((each) => each !== null && each !== undefined));
  return made;
}

function button(key, action, values) {
  const made = make("button", { type: "button" }, words(key, values));
  made.addEventListener("click", action);
  return made;
}

async function ask(text, choices) {
  const dialog = document.getElementById("ask");
  document.getElementById("ask-text").textContent = text;
  const buttons = document.getElementById("ask-buttons");
  return new Promise((resolve) => {
    const chosen = (index) => { dialog.close(); resolve(index); };
    buttons.replaceChildren(...choices.map((choice, index) => {
      const made = make("button", { type: "button" }, choice);
      made.addEventListener("click", () => chosen(index));
      return made;
    }));
    dialog.oncancel = () => resolve(choices.length - 1);
    dialog.showModal();
  });
}

async function call(address, content, raw) {
  const options = content === undefined && !raw ? { headers: { "x-mfo-language": page.language } } : { method: "POST", headers: { "x-mfo-token": token, "x-mfo-language": page.language }, body: raw || JSON.stringify(content) };
  busy.textContent = content === undefined && !raw ? "" : words("busy");
  let answer;
  try { answer = await fetch(address, options); } catch { busy.textContent = words("gone"); return null; }
  busy.textContent = "";
  if (answer.status === 409) { await refresh(); await ask(words("conflict"), [words("ok")]); return null; }
  if (answer.status === 413) { await ask(words("too-large"), [words("ok")]); return null; }
  const type = answer.headers.get("content-type") || "";
  const told = type.includes("json") ? await answer.json() : { problems: [{ message: await answer.text(), remedy: "", place: "", severity: "error" }] };
  if (!answer.ok) { await ask(told.problems.map((each) => `${each.place ? each.place + ": " : ""}${each.message} ${each.remedy}`).join("\n"), [words("ok")]); return null; }
  return told;
}

async function refresh() {
  const told = await call("/api/state");
  if (told) page.state = told;
}

async function took(promise) {
  const told = await promise;
  if (!told) return false;
  page.state = told;
  frame();
  return true;
}

// Another plant lies here: what was asked of the one before is not asked of it.
async function opened(promise) {
  const before = page.state.plant;
  if (!await took(promise)) return false;
  if (page.state.plant !== before) Object.assign(page, { question: { minimise: "", limits: "", scenario: "", time_limit: "" }, levers: new Map(), curve: null, plan: null, study: undefined, table: "supplies" });
  return true;
}

// The workbook with its changed cells, or a new one; what is wrong with it is told here, and no file is left for it.
async function takeHome(how) {
  const answer = await fetch(`/api/workbook${how}`, { headers: { "x-mfo-language": page.language } });
  if (!answer.ok) { const told = await answer.json(); await ask(told.problems.map((each) => `${each.message} ${each.remedy}`).join("\n"), [words("ok")]); return; }
  const link = element("a", { href: URL.createObjectURL(await answer.blob()), download: page.state.plant.replace(/\.\w+$/, "") + ".xlsx" });
  link.click();
  URL.revokeObjectURL(link.href);
  const stale = Number(answer.headers.get("x-mfo-stale"));
  if (stale) await ask(words("plant.stale", { count: stale }), [words("ok")]);
}

// ---- the frame

function frame() {
  document.documentElement.lang = page.language;
  document.querySelectorAll("[data-text]").forEach((each) => { each.textContent = words(each.dataset.text); });
  document.getElementById("language").value = page.language;
  document.getElementById("plant-name").textContent = page.state.plant ? `· ${page.state.plant}` : "";
  const tabs = document.getElementById("tabs");
  tabs.replaceChildren(...TABS.map((name) => {
    const made = make("button", { type: "button", id: `tab-${name}` }, words(`tab.${name}`));
    made.setAttribute("role", "tab");
    made.setAttribute("aria-selected", String(name === page.tab));
    made.disabled = name !== "start" && !page.state.plant;
    if (name === "plant" && page.state.problems?.length)
      made.append(make("span", { className: "count" }, String(page.state.problems.length)));
    made.addEventListener("click", () => go(name));
    return made;
  }));
  tabs.setAttribute("aria-label", words("tabs"));
}

function go(name) {
  const held = document.activeElement?.id;
  page.tab = name;
  frame();
  if (held === `tab-${name}`) document.getElementById(held).focus();
  ({ start, plant, plan, report, tradeoff, compare })[name]();
}

// ---- start

function start() {
  const drop = make("label", { className: "drop" }, words("start.drop"));
  const file = element("input", { type: "file", accept: ".xlsx,.xlsm,.yaml,.yml" });
  drop.append(file);
  const folder = element("input", { type: "file", webkitdirectory: true, id: "folder" });
  const whole = make("label", { className: "drop" }, words("start.folder"), folder);
  const takeFolder = async (name, files) => { if (files.length && await opened(call("/api/folder", undefined, JSON.stringify({ name, files: await contents(files) })))) go("plant"); };
  folder.addEventListener("change", () => { const files = [...folder.files].map((each) => [each.webkitRelativePath.split("/").slice(1).join("/"), each]); takeFolder(folder.files[0]?.webkitRelativePath.split("/")[0] || "", files); });
  const take = async (given) => { if (given && await opened(call(`/api/upload?name=${encodeURIComponent(given.name)}`, undefined, given))) go("plant"); };
  file.addEventListener("change", () => take(file.files[0]));
  drop.addEventListener("dragover", (event) => event.preventDefault());
  drop.addEventListener("drop", (event) => { event.preventDefault(); const entry = event.dataTransfer.items[0]?.webkitGetAsEntry?.(); if (entry?.isDirectory) filesIn(entry).then((files) => takeFolder(entry.name, files)); else take(event.dataTransfer.files[0]); });
  const opening = (content) => async () => { if (await opened(call("/api/open", content))) go("plant"); };
  const listed = (names, content, label) => make("ul", { className: "choices" }, ...names.map((name) => {
    const made = make("button", { type: "button" }, label(name));
    made.addEventListener("click", opening(content(name)));
    return make("li", {}, made);
  }));
  const first = page.state.last || page.state.plant;
  main.replaceChildren(...[
    make("h2", {}, words("start.title")), make("p", {}, words("start.lead")),
    first ? make("p", {}, Object.assign(button("start.last", opening({ name: first }), { name: first }), { className: "main" })) : null, drop, whole,
    make("p", {}, button("start.template", opening({ template: page.language }))),
    make("h3", {}, words("start.here")),
    page.state.choices.length ? listed(page.state.choices, (name) => ({ name }), (name) => name) : make("p", {}, words("start.none")),
    make("h3", {}, words("start.examples")),
    listed(["starter", "park", "nopalmex", "municipality"], (example) => ({ example }), (name) => words(`example.${name}`))].filter(Boolean));
}

// The files of a folder that was dropped, by their paths in it; what is hidden is left out.
async function filesIn(entry, before = "") {
  const reader = entry.createReader(), found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return found;
    for (const each of some) {
      if (each.name.startsWith(".")) continue;
      if (each.isDirectory) found.push(...await filesIn(each, `${before}${each.name}/`));
      else found.push([before + each.name, await new Promise((resolve, reject) => each.file(resolve, reject))]);
    }
  }
}

// What a plant's folder is read from, as text; everything else is left where it is.
async function contents(files) {
  const read = files.filter(([path]) => /\.(csv|ya?ml)$/i.test(path) && !path.split("/").some((part) => part.startsWith(".")));
  return Object.fromEntries(await Promise.all(read.map(async ([path, file]) => [path, encoded(await file.arrayBuffer())])));
}

// Bytes as they are, whatever their encoding: a CSV of Excel's need not be UTF-8.
function encoded(buffer) {
  const bytes = new Uint8Array(buffer), parts = [];
  for (let at = 0; at < bytes.length; at += 32768) parts.push(String.fromCharCode(...bytes.subarray(at, at + 32768)));
  return btoa(parts.join(""));
}

// ---- plant

function marks(data) {
  const found = new Map();
  for (const each of page.state.problems || []) {
    if (tableOf(each) !== data.table || !each.line) continue;
    const letter = /^([A-Z]+)\d+$/.exec(each.cell || "");
    const column = letter ? data.columns.find((one) => one.letter === letter[1])?.name : each.cell;
    found.set(`${each.line} ${column || ""}`, { severity: each.severity, message: `${each.message} ${each.remedy}` });
  }
  return found;
}

function tableOf(problem) {
  const same = (text) => String(text || "").toLowerCase().trim();
  const near = (text) => page.state.tables.find((each) => text && [each.name, each.sheet].some((name) => same(name) === same(text)))?.name;
  return near(problem.sheet) || near((problem.file || "").replace(/\.csv$/, "")) || null;
}

function plant() {
  const holder = make("div", { className: "grid-holder" }), side = make("aside", { id: "side" });
  const tabs = make("div", { className: "tables" });
  tabs.setAttribute("role", "tablist");
  tabs.setAttribute("aria-label", words("plant.tables"));
  const list = make("ol", { className: "problems", id: "problems" });
  const bar = make("p", { className: "bar" },
    button("plant.add", () => edit([{ kind: "add", table: page.table, row: Math.max(0, sizeOf(page.table)) }])),
    button("plant.delete", () => edit([{ kind: "delete", table: page.table, row: page.grid.place().row }])),
    button("plant.undo", undo),
    button("plant.download", () => takeHome("")), button("plant.anew", () => takeHome("?new=1")));
  main.replaceChildren(make("h2", {}, words("plant.title")), tabs, bar, make("div", { className: "two" }, holder, side),
    make("h3", { id: "problems-title" }), list, pictures());

  function tablesShown() {
    const counts = new Map();
    for (const each of page.state.problems) { const name = tableOf(each); counts.set(name, (counts.get(name) || 0) + 1); }
    tabs.replaceChildren(...page.state.tables.map((each) => {
      const made = make("button", { type: "button", id: `table-${each.name}` }, each.shown);
      made.setAttribute("role", "tab");
      made.setAttribute("aria-selected", String(each.name === page.table));
      made.append(make("small", {}, ` ${each.rows}`));
      if (counts.get(each.name)) made.append(make("span", { className: "count" }, String(counts.get(each.name))));
      made.addEventListener("click", () => { page.table = each.name; shown(); document.getElementById(`table-${each.name}`).focus(); });
      return made;
    }));
    const problems = page.state.problems;
    document.getElementById("problems-title").textContent = problems.length ? words(problems.length === 1 ? "plant.problem" : "plant.problems", { count: problems.length }) : words("plant.clean");
    list.replaceChildren(...problems.map((each) => {
      const made = make("button", { type: "button", className: each.severity }, each.place ? `${each.place}: ` : "", each.message);
      made.addEventListener("click", () => { const name = tableOf(each); if (name) { page.table = name; shown(() => page.grid.go(each.line, letterOrName(each))); } tell(null, each); });
      return make("li", {}, made);
    }));
  }

  async function edit(edits) {
    const told = await call("/api/edit", { plant: page.state.plant, revision: page.state.revision, edits });
    if (told) page.state = told;
    frame();
    tablesShown();
    await page.grid.refresh();
  }

  async function undo() {
    const told = page.state.undo ? await call("/api/undo", { plant: page.state.plant, revision: page.state.revision }) : null;
    if (told) page.state = told;
    frame();
    tablesShown();
    await page.grid.refresh();
  }

  function tell(column, problem) {
    side.replaceChildren();
    if (column) {
      side.append(make("h3", {}, column.head), make("p", {}, column.meaning || words("plant.own")));
      for (const [key, value] of [["unit", unitTold(column.unit || "")], ["blank", column.blank], ["example", column.example]])
        if (value) side.append(make("p", {}, make("strong", {}, `${words(`plant.${key}`)} `), value));
      if (column.choices?.length) side.append(make("p", {}, make("strong", {}, `${words("plant.choices")} `), column.choices.join(", ")));
    }
    if (problem) side.append(make("div", { className: `told ${problem.severity}` }, make("p", {}, problem.message), make("p", {}, make("strong", {}, problem.remedy))), remedy(problem));
  }

  function unitTold(unit) {  // {material}/h, or a plain number: what it is a unit of, in the page's language
    return unit.replace(/\{(\w+)\}/g, (_, name) => words(`unit.${name}`)).replaceAll("a plain number", words("unit.plain")).replaceAll(", or ", words("unit.or"));
  }

  function remedy(problem) {
    const meant = /(?:Did you mean|¿Quiso decir) `([^`]+)`/.exec(problem.remedy);
    const wrong = /`([^`]+)`/.exec(problem.message);
    if (!meant || !problem.line) return "";
    const made = make("button", { type: "button" }, words("plant.take", { value: meant[1] }));
    made.addEventListener("click", () => { const place = page.grid.place(); if (wrong) edit([{ kind: "cell", table: page.table, row: place.row, column: place.column, value: meant[1] }]); });
    return made;
  }

  async function shown(then) {
    tablesShown();
    page.grid = makeTable(holder, {
      load: (first, count) => call(`/api/table/${encodeURIComponent(page.table)}?first=${first}&count=${count}`),
      edit, ask, words, marks,
      picked(column, row) {
        const line = holder.querySelector(`[data-row="${row}"]`)?.parentElement.querySelector("th")?.textContent;
        tell(column, page.state.problems.find((each) => tableOf(each) === page.table && String(each.line) === line && [column.name, `${column.letter}${line}`].includes(each.cell)));
      },
    });
    await page.grid.refresh();
    if (then) then();
  }
  document.onkeydown = (event) => { if ((event.ctrlKey || event.metaKey) && event.key === "z" && page.tab === "plant" && event.target.tagName !== "INPUT") { event.preventDefault(); undo(); } };
  shown();
}

// The plant as a diagram and on a map, drawn when they are opened, for what the tables hold then.
function pictures() {
  const drawing = (key, kind) => {
    const inside = make("div", { className: "drawing" }), made = make("details", {}, make("summary", {}, words(key)), inside);
    made.addEventListener("toggle", async () => {
      if (!made.open) return;
      const told = await call(`/api/pictures?language=${page.language}`);
      if (told) inside.replaceChildren(...drawn(told, kind, words));
    });
    return made;
  };
  return make("div", { id: "pictures" }, drawing("plant.diagram", "diagram"), drawing("plant.map", "map"));
}

function letterOrName(problem) { const found = /^([A-Z]+)\d+$/.exec(problem.cell || ""); return found ? found[1] : problem.cell; }
function sizeOf(name) { return page.state.tables.find((each) => each.name === name)?.rows || 0; }

// ---- plan

function plan() {
  const asked = page.question;
  const field = (key, properties = {}, tag = "input") => {
    const made = element(tag, { value: asked[key], id: `q-${key}`, ...properties });
    made.addEventListener("input", () => { asked[key] = made.value; });
    return make("label", {}, words(`plan.${key}`), made);
  };
  const result = make("section", { id: "result" });
  const stop = button("plan.stop", () => page.job && call(`/api/jobs/${page.job}/stop`, {}));
  stop.hidden = true;
  const go = button("plan.go", () => planNow(result, stop));
  go.className = "main";
  main.replaceChildren(make("h2", {}, words("plan.title")),
    make("form", { className: "question", onsubmit: (event) => event.preventDefault() },
      field("minimise", { placeholder: words("plan.cost") }), field("scenario"), field("time_limit", { type: "number", min: 1 }),
      field("limits", { rows: 3, placeholder: words("plan.limit") }, "textarea"), leversShown(), make("p", {}, go, stop)), result);
  if (page.state.plans.length) showPlan(result, page.state.plans.at(-1));
}

// Numbers of the plant that are moved for a plan without touching the plant: a slider each, its own value marked.
function typed(lever, value) { return `${value} ${lever.unit}`.trim(); }

function leversShown() {
  const chosen = make("div", { className: "levers" }), choose = element("select", { id: "lever" });
  const draw = () => chosen.replaceChildren(...[...page.levers.values()].map((each) => leverRow(each, draw)));
  call("/api/levers").then((told) => {
    const every = told?.levers || [], key = (each) => `${each.table} ${each.row} ${each.column}`;
    const known = new Map(every.map((each) => [key(each), each]));
    for (const [name, each] of page.levers) { if (known.get(name)?.number !== each.number) page.levers.delete(name); }
    if (!page.levers.size) every.filter((each) => each.table === "limits").slice(0, 4).forEach((each) => page.levers.set(key(each), { ...each, value: each.number }));
    choose.replaceChildren(make("option", { value: "" }, "…"), ...every.map((each) => make("option", { value: key(each) }, `${each.shown}: ${typed(each, each.number)}`)));
    choose.addEventListener("change", () => { const one = known.get(choose.value); if (one && !page.levers.has(choose.value)) page.levers.set(choose.value, { ...one, value: one.number }); choose.value = ""; draw(); });
    draw();
  });
  return make("fieldset", {}, make("legend", {}, words("plan.levers")), make("label", {}, words("plan.lever"), choose), chosen);
}

function leverRow(lever, draw) {
  const own = lever.number, ends = own > 0 ? [0, 2 * own] : [2 * own, 0], name = lever.shown;
  const marks = make("datalist", { id: `own-${name}` }, make("option", { value: own }));
  const slider = element("input", { type: "range", min: ends[0], max: ends[1], step: Math.abs(own) / 100, value: lever.value, ariaLabel: name });
  const exact = element("input", { type: "number", step: "any", value: lever.value, ariaLabel: `${name} [${lever.unit}]` });
  slider.setAttribute("list", marks.id);
  const set = (value, other) => { lever.value = Number(value); other.value = value; row.classList.toggle("moved", lever.value !== own); };
  slider.addEventListener("input", () => set(Number(Number(slider.value).toPrecision(6)), exact));
  exact.addEventListener("input", () => { if (exact.value !== "") set(exact.value, slider); });
  const reset = button("plan.reset", () => { lever.value = own; draw(); }, { value: typed(lever, own) });
  const row = make("div", { className: "lever" }, make("span", {}, name), slider, exact, make("span", {}, lever.unit), reset, marks);
  row.classList.toggle("moved", lever.value !== own);
  return row;
}

async function follow(job, where, stop, kind = "plan") {
  page.job = job.job;
  stop.hidden = false;
  const line = make("p", { className: "stage" }), left = makeLeft(words);
  where.replaceChildren(line);
  for (;;) {
    const told = await call(`/api/jobs/${page.job}`);
    if (!told) return null;
    line.textContent = `${told.stage || words(`job.${told.state}`)} · ${told.seconds.toFixed(1)} s${told.task === "curve" ? curveLeft(told) : left(told.stage || "", told.seconds, kind, ended(told))}`;
    if (ended(told)) { stop.hidden = true; if (told.state_of_plant) page.state = told.state_of_plant; return told; }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function ended(told) { return ["done", "failed", "stopped"].includes(told.state); }

// What a curve still needs, from the points it has: both ends come first, the point that is told is being worked out.
function curveLeft(told) {
  const [at, of] = (/(\d+)\D+(\d+)/.exec(told.stage) || []).slice(1).map(Number);
  const done = at === 1 ? 0 : at === of ? 1 : at;
  return done && !ended(told) ? ` · ${words("job.left", { seconds: Math.ceil(told.seconds / done * (of - done)) })}` : "";
}

function moved() { return [...page.levers.values()].filter((each) => each.value !== each.number).map((each) => [each.table, each.row, each.column, typed(each, each.value)]); }

async function planNow(result, stop) {
  const before = page.state.plans.length, values = moved();
  const job = await call("/api/plan", { ...page.question, limits: page.question.limits.split("\n"), values, language: page.language });
  if (!job) return;
  const told = await follow(job, result, stop);
  if (!told) return;
  if (told.state === "done") {
    while (page.state.plans.length === before) { await new Promise((resolve) => setTimeout(resolve, 100)); await refresh(); }
    frame();
    showPlan(result, page.state.plans.at(-1));
  } else if (told.state === "failed") showWays(result, told.problems);
  else result.replaceChildren(make("p", {}, words("job.stopped")));
}

function showWays(result, problems) {
  const ways = problems.flatMap((each) => each.ways || []);
  const told = (each) => `${each.place ? each.place + ": " : ""}${each.message}`;
  const place = (each) => {
    const made = make("button", { type: "button", className: each.severity }, told(each), ways.length ? "" : ` ${each.remedy}`);
    made.addEventListener("click", () => { const name = tableOf(each); if (name) { page.table = name; go("plant"); setTimeout(() => page.grid.go(each.line, letterOrName(each)), 400); } });
    return make("li", {}, made);
  };
  result.replaceChildren(...[make("h3", {}, words("plan.none")),
    make("ol", { className: "ways" }, ...ways.map((way) => make("li", {}, way.text, " ", way.edits ? button("plan.way", () => takeWay(way)) : null))),
    ways.length ? make("h3", {}, words("plan.why")) : null, make("ul", { className: "ways" }, ...problems.map(place))].filter(Boolean));
}

async function takeWay(way) {
  page.question.limits = way.limits.join("\n");
  if (way.edits.length && !await took(call("/api/edit", { plant: page.state.plant, revision: page.state.revision, edits: way.edits }))) return;
  go("plan");
  document.querySelector(".question button.main").click();
}

function number(value) { return value === null || value === undefined ? "" : Number(value).toLocaleString(page.language === "es" ? "es-MX" : "en", { maximumSignificantDigits: 6 }); }

function effect(name) { return page.state.effects?.[name] || name; }

// What was asked for a plan: what is least, the scenario, limits and numbers that were moved.
function question(kept) {
  const asked = kept.question, least = effect(asked.minimise || "cost");
  return [words("plan.least", { effect: least }), asked.scenario ? `${words("plan.scenario")}: ${asked.scenario}` : "", ...asked.limits].filter(Boolean);
}

function showPlan(result, kept) {
  const before = page.state.plans.find((each) => each.plan === kept.plan - 1);
  const names = Object.keys(kept.totals).slice(0, 12);
  const row = (tag, ...cells) => make("tr", {}, ...cells.map((each) => make(tag, {}, each)));
  const table = make("table", { className: "figures" }, make("thead", {}, row("th", words("plan.effect"), words("plan.today"), ...(before ? [words("plan.before")] : []), words("plan.this"), words("plan.unit"))),
    make("tbody", {}, ...names.map((name) => row("td", effect(name), number(kept.today[name]?.value), ...(before ? [number(before.totals[name]?.value)] : []), number(kept.totals[name].value), kept.totals[name].unit))));
  const limits = kept.limits.length ? make("details", {}, make("summary", {}, words("plan.reached")), make("table", { className: "figures" },
    make("tbody", {}, ...kept.limits.map((each) => row("td", each.limit, number(each.value), number(each.maximum ?? each.minimum), each.unit, each.price ? `${number(each.price)} ${each.price_unit}` : ""))))) : null;
  const told = kept.warnings.map((each) => make("li", { className: "told warning" }, `${each.place ? each.place + ": " : ""}${each.message} ${each.remedy}`));
  result.replaceChildren(...[make("h3", {}, words("plan.number", { number: kept.plan })), ...kept.answer.map((each) => make("p", {}, each)),
    told.length ? make("ul", { className: "ways" }, ...told) : null, table, limits,
    make("p", {}, button("plan.read", () => { page.plan = kept.plan; go("report"); }))].filter(Boolean));
}

// ---- report

function report() {
  const plans = page.state.plans;
  if (!plans.length) { main.replaceChildren(make("h2", {}, words("report.title")), make("p", {}, words("report.none"))); return; }
  const kept = plans.find((each) => each.plan === page.plan) || plans.at(-1);
  const choose = make("select", {}, ...plans.map((each) => make("option", { value: each.plan, selected: each === kept }, words("plan.number", { number: each.plan }))));
  choose.addEventListener("change", () => { page.plan = Number(choose.value); report(); });
  const frame = element("iframe", { src: `/plans/${kept.plan}/report.html`, title: words("report.title") });
  frame.setAttribute("sandbox", "allow-scripts allow-downloads");
  main.replaceChildren(make("h2", {}, words("report.title")),
    make("p", { className: "bar" }, make("label", {}, words("report.which"), choose),
      make("a", { className: "button", href: `/plans/${kept.plan}/report.html?download=1`, download: "" }, words("report.page")),
      make("a", { className: "button", href: `/plans/${kept.plan}/plan.xlsx`, download: "" }, words("report.workbook"))),
    make("p", {}, question(kept).join("; ")), changedList(kept), frame);
}

function changedList(kept) {
  if (!kept.changed.length) return make("p", {}, words("report.unchanged"));
  return make("details", {}, make("summary", {}, words("report.changed", { count: kept.changed.length })),
    make("ul", {}, ...kept.changed.map((each) => make("li", {}, `${each.table}, ${each.line}, ${each.column}: ${each.value}`))));
}

// ---- trade-off

function tradeoff() {
  studies(main, page, { make, button, words, call, follow, showWays, moved, typed, refresh, take: takeStudied, curve });
}

// The plan of a study: what the study was asked with, and what the plan has beside it. Moved numbers become levers.
async function takeStudied(asked, way) {
  const told = await call("/api/levers");
  if (!told) return;
  page.question = { ...page.question, minimise: asked.minimise || "", scenario: way.scenario ?? asked.scenario ?? "", limits: [...(asked.limits || []), ...(way.limits || [])].join("\n") };
  page.levers = new Map();
  for (const [table, row, column, value] of [...(asked.values || []), ...(way.values || [])]) {
    const lever = told.levers.find((each) => each.table === table && each.row === row && each.column === column);
    if (lever) page.levers.set(`${table} ${row} ${column}`, { ...lever, value: parseFloat(value) });
  }
  go("plan");
  document.querySelector(".question button.main").click();
}

function curve(inside) {
  const asked = { minimise: words("plan.cost"), against: words("curve.emissions"), points: "8" };
  const field = (key) => { const made = element("input", { value: asked[key] }); made.addEventListener("input", () => { asked[key] = made.value; }); return make("label", {}, words(`curve.${key}`), made); };
  const result = make("section", {}), stop = button("plan.stop", () => page.job && call(`/api/jobs/${page.job}/stop`, {}));
  stop.hidden = true;
  const go = button("curve.go", async () => {
    const meant = { ...asked, scenario: page.question.scenario, limits: page.question.limits.split("\n"), values: moved() };
    const job = await call("/api/curve", meant);
    const told = job && await follow(job, result, stop);
    if (!told) return;
    if (told.state === "done") { page.curve = { points: told.result, asked: { ...page.question, scenario: meant.scenario, limits: meant.limits.join("\n") }, levers: new Map([...page.levers].map(([key, each]) => [key, { ...each }])), plant: page.state.plant, revision: page.state.revision }; drawCurve(result); } else showWays(result, told.problems);
  });
  go.className = "main";
  inside.replaceChildren(make("p", {}, words("curve.lead")),
    make("form", { className: "question", onsubmit: (event) => event.preventDefault() }, field("minimise"), field("against"), field("points"), make("p", {}, go, stop)), result);
  if (page.curve?.plant === page.state.plant && page.curve?.revision === page.state.revision) drawCurve(result);
}

// The plan of a point: what the curve was asked with, and its other effect held at the point's own amount.
function takePoint(point) {
  const asked = page.curve.asked, own = `${point.against} <= ${point.against_amount} ${point.against_unit}`;
  page.question = { ...page.question, minimise: point.effect, scenario: asked.scenario, limits: [asked.limits.trim(), own].filter(Boolean).join("\n") };
  page.levers = new Map(page.curve.levers);
  go("plan");
  document.querySelector(".question button.main").click();
}

function drawCurve(result) {
  const rows = page.curve.points, WIDE = 640, HIGH = 320, EDGE = 50, name = "http://www.w3.org/2000/svg";
  const span = (key) => { const all = rows.map((each) => each[key]); const low = Math.min(...all), high = Math.max(...all); return (value) => high > low ? (value - low) / (high - low) : 0.5; };
  const along = span("against_amount"), up = span("amount");
  const svg = document.createElementNS(name, "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDE} ${HIGH}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", words("curve.title"));
  const place = (each) => [EDGE + along(each.against_amount) * (WIDE - 2 * EDGE), HIGH - EDGE - up(each.amount) * (HIGH - 2 * EDGE)];
  const line = document.createElementNS(name, "polyline");
  line.setAttribute("points", rows.map((each) => place(each).join(",")).join(" "));
  line.setAttribute("class", "curve");
  svg.append(line, ...rows.map((each) => {
    const dot = document.createElementNS(name, "circle");
    const [x, y] = place(each);
    dot.setAttribute("cx", x); dot.setAttribute("cy", y); dot.setAttribute("r", 5);
    return dot;
  }));
  const buttons = rows.map((each, index) => {
    const told = index ? words("curve.step", { more: number(each.amount - rows[index - 1].amount), unit: each.unit, less: number(rows[index - 1].against_amount - each.against_amount), other: each.against_unit }) : words("curve.first");
    const made = make("button", { type: "button" }, `${number(each.amount)} ${each.unit} · ${number(each.against_amount)} ${each.against_unit} — ${told}. ${words("curve.take")}`);
    made.addEventListener("click", () => { takePoint(each); });
    return make("li", {}, made);
  });
  result.replaceChildren(svg, make("ol", { className: "ways" }, ...buttons));
}

// ---- compare

function wide(table) {
  const made = make("div", { className: "wide", tabIndex: 0 }, table);
  made.setAttribute("role", "region");
  made.setAttribute("aria-label", words("compare.title"));
  return made;
}

function compare() {
  const plans = page.state.plans;
  if (plans.length < 2) { main.replaceChildren(make("h2", {}, words("compare.title")), make("p", {}, words("compare.none"))); return; }
  const row = (tag, ...cells) => make("tr", {}, ...cells.map((each) => make(tag, {}, each)));
  const effects = [...new Set(plans.flatMap((each) => Object.keys(each.totals)))].slice(0, 16);
  const inputs = plans.map((each) => [...question(each), ...each.changed.map((one) => `${one.table} ${one.line} ${one.column} = ${one.value}`)].filter(Boolean).join("; ") || words("compare.asread"));
  main.replaceChildren(make("h2", {}, words("compare.title")), wide(make("table", { className: "figures" },
    make("thead", {}, row("th", "", ...plans.map((each) => words("plan.number", { number: each.plan })))),
    make("tbody", {}, row("td", words("compare.inputs"), ...inputs),
      ...effects.map((name) => row("td", `${effect(name)} [${plans.find((each) => each.totals[name])?.totals[name].unit || ""}]`, ...plans.map((each) => number(each.totals[name]?.value))))))));
}

document.getElementById("language").addEventListener("change", async (event) => {
  page.language = event.target.value;
  try { localStorage.setItem("mfo-language", page.language); } catch { /* the choice holds for this page alone */ }
  await refresh();
  go(page.tab);
});
await refresh();
go(page.state.plant ? "plant" : "start");
