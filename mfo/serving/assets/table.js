// A table of which only the rows in sight are drawn. Cells are edited in place; a block can be pasted; keys move about.
const HEIGHT = 30, BEYOND = 8;

export function makeTable(host, options) {
  // options: load(first, count) -> window, edit(edits), ask(text, choices) -> index, words, marks(window) -> Map, picked(cell)
  const view = { data: null, row: 0, column: 0, editing: null, loading: 0 };
  host.replaceChildren();
  const scroller = element("div", { className: "grid", tabIndex: 0 });
  scroller.setAttribute("role", "grid");
  scroller.setAttribute("aria-label", options.words("plant.tables"));
  const table = withRole("table", "presentation");  // the scroller is the grid: rows and cells say theirs themselves
  const head = withRole("thead", "rowgroup"), body = withRole("tbody", "rowgroup");
  const above = withRole("tr", "presentation", "space"), below = withRole("tr", "presentation", "space");
  table.append(head, body);
  scroller.append(table);
  host.append(scroller);

  async function refresh() {
    const first = Math.max(0, Math.floor(scroller.scrollTop / HEIGHT) - BEYOND);
    const count = Math.ceil((scroller.clientHeight || 400) / HEIGHT) + 2 * BEYOND;
    const turn = ++view.loading;
    const data = await options.load(first, count);
    if (turn !== view.loading || !data) return;
    view.data = data;
    draw();
  }

  function draw() {
    const data = view.data, marks = options.marks(data);
    scroller.setAttribute("aria-rowcount", String(data.total + 1));
    head.replaceChildren(row([cell("th", "")].concat(data.columns.map((column) => {
      const made = cell("th", column.head, column.letter ? `${column.letter} ` : "");
      if (!column.there) made.className = "unused";
      made.title = column.meaning || "";
      return made;
    }))));
    above.style.height = `${data.first * HEIGHT}px`;
    below.style.height = `${Math.max(0, data.total - data.first - data.rows.length) * HEIGHT}px`;
    body.replaceChildren(above, ...data.rows.map((each) => drawn(each, marks)), below);
    const active = body.querySelector(".active");
    if (active) scroller.setAttribute("aria-activedescendant", active.id);
  }

  function drawn(each, marks) {
    const made = row([cell("th", String(each.line), "", "rowheader")]);
    made.setAttribute("aria-rowindex", String(each.row + 2));
    each.cells.forEach((text, index) => {
      const column = view.data.columns[index];
      const one = cell("td", text);
      one.id = `c-${each.row}-${index}`;
      one.dataset.row = each.row;
      one.dataset.column = index;
      const mark = marks.get(`${each.line} ${column.name}`) || marks.get(`${each.line} `);
      one.className = [mark ? mark.severity : "", each.changed.includes(column.name) ? "changed" : "",
        each.row === view.row && index === view.column ? "active" : ""].join(" ").trim();
      if (mark && marks.get(`${each.line} ${column.name}`)) { one.title = mark.message; one.setAttribute("aria-invalid", "true"); }
      made.append(one);
    });
    return made;
  }

  function move(rows, columns) {
    if (!view.data) return;
    view.row = Math.min(Math.max(view.row + rows, 0), Math.max(view.data.total - 1, 0));
    view.column = Math.min(Math.max(view.column + columns, 0), view.data.columns.length - 1);
    show();
  }

  function show() {
    const top = view.row * HEIGHT;
    if (top < scroller.scrollTop || top > scroller.scrollTop + scroller.clientHeight - 3 * HEIGHT)
      scroller.scrollTop = Math.max(0, top - 3 * HEIGHT);
    draw();
    const active = body.querySelector(".active");
    if (active) active.scrollIntoView({ block: "nearest", inline: "nearest" });
    options.picked(view.data.columns[view.column], view.row);
  }

  function current() { return view.data.rows.find((each) => each.row === view.row); }

  function begin(text) {
    const one = body.querySelector(".active");
    if (!one || view.editing) return;
    const input = element("input", { value: text ?? current().cells[view.column] });
    input.setAttribute("aria-label", view.data.columns[view.column].head);
    one.replaceChildren(input);
    view.editing = input;
    input.focus();
    if (text === undefined) input.select();
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.isComposing) return;
      if (event.key === "Enter") { event.preventDefault(); end(true).then(() => move(event.shiftKey ? -1 : 1, 0)); }
      else if (event.key === "Tab") { event.preventDefault(); end(true).then(() => move(0, event.shiftKey ? -1 : 1)); }
      else if (event.key === "Escape") end(false);
    });
    input.addEventListener("blur", () => end(true));
  }

  async function end(keep) {
    const input = view.editing;
    if (!input) return;
    view.editing = null;
    const row = view.row, column = view.data.columns[view.column], before = current()?.cells[view.column];
    const value = input.value;
    scroller.focus({ preventScroll: true });
    if (keep && value !== before) await options.edit([{ kind: "cell", table: view.data.table, row, column: column.name, value }]);
    else draw();
  }

  async function paste(event) {
    if (view.editing || !view.data) return;
    event.preventDefault();
    const block = blockOf(event.clipboardData);
    if (!block.length) return;
    const wide = Math.max(...block.map((line) => line.length));
    if (view.column + wide > view.data.columns.length) {
      await options.ask(options.words("paste.wide", { columns: wide, left: view.data.columns.length - view.column }), [options.words("ok")]);
      return;
    }
    if (block.flat().some((text) => /^-?\d+,\d+$/.test(text))) {
      const chosen = await options.ask(options.words("paste.comma"), [options.words("paste.decimal"), options.words("paste.keep"), options.words("cancel")]);
      if (chosen === 2) return;
      if (chosen === 0) block.forEach((line, r) => line.forEach((text, c) => { if (/^-?\d+,\d+$/.test(text)) block[r][c] = text.replace(",", "."); }));
    }
    const edits = [];
    for (let more = view.data.total; more < view.row + block.length; more++)
      edits.push({ kind: "add", table: view.data.table, row: more });
    block.forEach((line, r) => line.forEach((text, c) =>
      edits.push({ kind: "cell", table: view.data.table, row: view.row + r, column: view.data.columns[view.column + c].name, value: text })));
    await options.edit(edits);
  }

  scroller.addEventListener("scroll", () => { if (!view.editing) refresh(); }, { passive: true });
  scroller.addEventListener("paste", paste);
  scroller.addEventListener("mousedown", (event) => {
    const one = event.target.closest("td");
    if (!one || view.editing) return;
    view.row = Number(one.dataset.row);
    view.column = Number(one.dataset.column);
    event.preventDefault();
    scroller.focus({ preventScroll: true });
    show();
  });
  scroller.addEventListener("dblclick", () => begin());
  scroller.addEventListener("keydown", (event) => {
    if (!view.data || event.isComposing) return;
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageDown: [12, 0], PageUp: [-12, 0] };
    if (steps[event.key]) { event.preventDefault(); move(...steps[event.key]); }
    else if (event.key === "Enter" || event.key === "F2") { event.preventDefault(); begin(); }
    else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      options.edit([{ kind: "cell", table: view.data.table, row: view.row, column: view.data.columns[view.column].name, value: "" }]);
    } else if ((event.key.length === 1 || event.key === "Dead" || event.key === "Process") && !event.ctrlKey && !event.metaKey && !event.altKey) begin("");
  });

  return {
    refresh,
    async go(line, column) {
      if (!view.data) await refresh();
      const data = await options.load(0, 1);
      const whole = data.total <= 400 ? await options.load(0, 400) : null;
      const found = whole?.rows.find((each) => each.line === line);
      view.row = found ? found.row : Math.max(0, Math.min(line - 2, data.total - 1));
      const index = data.columns.findIndex((each) => each.name === column || each.letter === column);
      view.column = Math.max(0, index);
      scroller.scrollTop = Math.max(0, view.row * HEIGHT - 3 * HEIGHT);
      await refresh();
      scroller.focus({ preventScroll: true });
      show();
    },
    place: () => ({ row: view.row, column: view.data?.columns[view.column]?.name }),
  };

  function withRole(tag, role, className = "") {
    const made = element(tag, { className });
    made.setAttribute("role", role);
    return made;
  }
  function row(cells) { const made = withRole("tr", "row"); made.append(...cells); return made; }
  function cell(tag, text, before = "", role = tag === "td" ? "gridcell" : "columnheader") {
    const made = withRole(tag, role);
    if (before) made.append(element("small", { textContent: before }));
    made.append(text);
    return made;
  }
}

// What stands on the clipboard, as rows of cells: the table of its HTML where there is one (its numbers are not rounded), else its text.
function blockOf(clipboard) {
  const html = clipboard.getData("text/html");
  if (html) {
    const found = new DOMParser().parseFromString(html, "text/html").querySelector("table");
    if (found) return [...found.rows].map((line) => [...line.cells].map(exact));
  }
  const text = clipboard.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
  return text ? text.split("\n").map((line) => line.split("\t").map((one) => one.trim())) : [];
}

// What a spreadsheet holds in a cell where that is the number that is shown, but not rounded: of Excel, LibreOffice, Google. A date stays as shown.
function exact(cell) {
  const shown = cell.textContent.trim(), given = cell.getAttribute("x:num") || cell.getAttribute("sdval") || sheetsValue(cell);
  const bare = shown.replace(/[\s$€£%]/g, ""), share = shown.endsWith("%");
  if (!given || !Number.isFinite(Number(given)) || !/^-?\d[\d.,]*$/.test(bare)) return shown;
  const value = share ? Number((Number(given) * 100).toPrecision(15)) : Number(given);
  const read = [bare.replaceAll(",", ""), bare.replaceAll(".", "").replace(",", ".")].filter((text) => text.split(".").length < 3);
  const same = read.some((text) => Math.abs(Number(text) - value) <= 0.5000001 * 10 ** -(text.split(".")[1] || "").length);
  return same ? `${value}${share ? " %" : ""}` : shown;
}

function sheetsValue(cell) {
  try { return String(JSON.parse(cell.getAttribute("data-sheets-value"))?.["3"] ?? ""); } catch { return ""; }
}

export function element(tag, properties = {}) { return Object.assign(document.createElement(tag), properties); }
