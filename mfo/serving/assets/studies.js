// Trade-off and studies: what is asked, how far it is, the page of each study in its own frame, and the plans to be made of it.
import { element } from "/assets/table.js";

const KINDS = ["curve", "sweep", "uncertainty", "alternatives", "breakeven"];
const FIELDS = { sweep: ["of", "low", "high", "count"], uncertainty: ["samples", "library"], alternatives: ["within", "number"], breakeven: ["of", "low", "high"] };
const USUAL = { of: "", low: "", high: "", count: "5", samples: "100", library: false, within: "5 %", number: "3" };
const PARTS = ["alternatives", "breakeven"];  // of several stages, whose ends are not known beforehand

// How long what is counted in a stage still takes, by what was done of it since it began.
export function makeLeft(words) {
  let named = "", begun = 0;
  return (told, seconds, kind, ended) => {
    const found = /(\d[\d,. ]*?)\D+?(\d+)/.exec(told), stage = told.replace(/[\d.,:]+/g, "#");
    if (stage !== named) { named = stage; begun = seconds; }
    if (!found || ended || /, \d+:\d\d /.test(told)) return "";
    const [at, of] = [Number(found[1]), Number(found[2])], done = /^\d/.test(told) ? at : at - 1;
    if (!(done > 0 && done < of) || seconds <= begun) return "";
    return ` · ${words(PARTS.includes(kind) ? "job.left-part" : "job.left", { seconds: Math.ceil((seconds - begun) / done * (of - done)) })}`;
  };
}

// The screen; `tools` are the page's own: make, button, words, call, follow, showWays, moved, typed, take, curve, refresh.
export function studies(main, page, tools) {
  const { make, button, words } = tools;
  page.study ??= { kind: "curve", asked: { ...USUAL }, shown: null };
  const choose = make("div", { className: "tables" }, ...KINDS.map((kind) => {
    const made = make("button", { type: "button", id: `study-${kind}` }, words(`study.${kind}`));
    made.setAttribute("role", "tab");
    made.setAttribute("aria-selected", String(kind === page.study.kind));
    made.addEventListener("click", () => { page.study.kind = kind; page.study.shown = null; studies(main, page, tools); document.getElementById(made.id).focus(); });
    return made;
  }));
  choose.setAttribute("role", "tablist");
  choose.setAttribute("aria-label", words("study.kinds"));
  const inside = make("div", {});
  main.replaceChildren(make("h2", {}, words("study.title")), choose, inside);
  if (page.study.kind === "curve") tools.curve(inside); else study(inside, page, tools);
}

function study(inside, page, tools) {
  const { make, button, words } = tools, kind = page.study.kind, asked = page.study.asked;
  const result = make("section", { id: "study-result" }), stop = button("plan.stop", () => page.job && tools.call(`/api/jobs/${page.job}/stop`, {}));
  stop.hidden = true;
  const go = button("study.go", () => work(page, tools, result, stop, go));
  go.className = "main";
  const own = [page.question.scenario && kind !== "sweep" ? `${words("plan.scenario")}: ${page.question.scenario}` : "", ...page.question.limits.split("\n").filter((text) => text.trim()), ...tools.moved().map((each) => each.slice(1).join(" "))].filter(Boolean);
  inside.replaceChildren(make("p", {}, words(`study.${kind}.lead`)),
    make("form", { className: "question", onsubmit: (event) => event.preventDefault() }, ...FIELDS[kind].map((key) => field(key, kind, asked, page, tools)), make("p", {}, go, stop)),
    make("p", { className: "soft" }, own.length ? words("study.with", { asked: own.join("; ") }) : words("study.plain")), past(page, tools, result), result);
  const last = page.state.studies.filter((each) => each.kind === kind).at(-1);
  const chosen = page.state.studies.find((each) => each.study === page.study.shown && each.kind === kind) || last;
  if (chosen) show(chosen, page, tools, result);
}

function field(key, kind, asked, page, tools) {
  const { make, words } = tools, told = words(`study.${{ of: `of.${kind}`, number: "number.plans" }[key] || key}`);
  if (key === "library") {
    const made = element("input", { type: "checkbox", checked: asked.library, id: "s-library" });
    made.addEventListener("change", () => { asked.library = made.checked; });
    return make("label", {}, told, made);
  }
  if (key !== "of") {
    const number = ["count", "samples", "number"].includes(key);
    const made = element("input", { value: asked[key], id: `s-${key}`, ...(number ? { type: "number", min: key === "number" ? 1 : 2 } : {}) });
    made.addEventListener("input", () => { asked[key] = made.value; });
    return make("label", {}, told, made);
  }
  const made = make("select", { id: "s-of" }, make("option", { value: "" }, words(kind === "sweep" ? "study.scenarios" : "study.choose")));
  tools.call("/api/levers").then((found) => {
    const every = found?.levers || [], name = (each) => `${each.table} ${each.row} ${each.column}`;
    made.append(...every.map((each) => make("option", { value: name(each), selected: name(each) === asked.of }, `${each.shown}: ${tools.typed(each, each.number)}`)));
    made.addEventListener("change", () => {
      const one = every.find((each) => name(each) === made.value), text = (value) => (one ? tools.typed(one, Number(value.toPrecision(6))) : "");
      Object.assign(asked, { of: made.value, low: one ? text(Math.min(0, 2 * one.number)) : "", high: one ? text(Math.max(0, 2 * one.number)) : "" });
      for (const end of ["low", "high"]) document.getElementById(`s-${end}`).value = asked[end];
    });
  });
  return make("label", {}, told, made);
}

async function work(page, tools, result, stop, go) {
  const { kind, asked } = page.study, before = page.state.studies.length;
  const own = Object.fromEntries(FIELDS[kind].map((key) => [key, asked[key]]));
  const job = await tools.call("/api/study", { kind, ...own, minimise: page.question.minimise, scenario: page.question.scenario, limits: page.question.limits.split("\n"), values: tools.moved() });
  if (!job) return;
  go.disabled = true;
  const told = await tools.follow(job, result, stop, kind);
  go.disabled = false;
  if (!told) return;
  if (told.state === "stopped") { result.replaceChildren(tools.make("p", {}, tools.words("job.stopped"))); return; }
  if (told.state !== "done") { tools.showWays(result, told.problems); return; }
  while (page.state.studies.length === before) { await new Promise((resolve) => setTimeout(resolve, 100)); await tools.refresh(); }
  page.study.shown = page.state.studies.at(-1).study;
  studies(document.getElementById("main"), page, tools);
  document.getElementById("study-result").scrollIntoView({ block: "nearest" });
}

// The studies that were made before, of this kind.
function past(page, tools, result) {
  const { make, words } = tools, made = page.state.studies.filter((each) => each.kind === page.study.kind);
  if (made.length < 2) return "";
  const choose = make("select", { id: "s-past" }, ...made.map((each) => make("option", { value: each.study, selected: each.study === (page.study.shown ?? made.at(-1).study) }, titled(each, words))));
  choose.addEventListener("change", () => { page.study.shown = Number(choose.value); show(made.find((each) => each.study === page.study.shown), page, tools, result); });
  return make("p", {}, make("label", {}, words("study.past"), " ", choose));
}

function titled(each, words) {
  return [words("study.number", { number: each.study }), ...each.about].join(" · ");
}

function show(found, page, tools, result) {
  const { make, button, words } = tools, address = `/studies/${found.study}`;
  const frame = element("iframe", { src: `${address}/study.html`, title: words(`study.${found.kind}`) });
  frame.setAttribute("sandbox", "allow-scripts allow-downloads");
  const ways = found.ways.map((way) => {
    const made = make("button", { type: "button" }, `${way.text} — ${words("curve.take")}`);
    made.addEventListener("click", () => tools.take(found.asked, way));
    return make("li", {}, made);
  });
  result.replaceChildren(make("p", { className: "bar" }, make("strong", {}, titled(found, words)),
    make("a", { className: "button", href: `${address}/study.html?download=1`, download: "" }, words("report.page")),
    make("a", { className: "button", href: `${address}/study.xlsx`, download: "" }, words("report.workbook"))),
  found.fresh ? "" : make("p", { className: "told warning" }, words("study.stale")),
  ways.length && found.fresh ? make("div", {}, make("h3", {}, words("study.ways")), make("ol", { className: "ways" }, ...ways)) : "", frame);
}
