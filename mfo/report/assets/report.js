// On a phone a table is a list of cards: each row under its heading, each cell under the heading of its column.
(function () {
  "use strict";
  var roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TFOOT: "rowgroup", TR: "row", TD: "cell" };
  document.querySelectorAll(".wide>table").forEach(function (table) {
    var heads = Array.from(table.tHead.rows[0].cells);
    if (heads.length < 3) { return; } // it fits as it is
    table.classList.add("stacked");
    [table].concat(Array.from(table.querySelectorAll("thead,tbody,tfoot,tr,td"))).forEach(function (part) {
      part.setAttribute("role", roles[part.tagName]); // boxes of another kind would lose them
    });
    Array.from(table.querySelectorAll("th")).forEach(function (head) {
      head.setAttribute("role", head.scope === "col" ? "columnheader" : "rowheader");
    });
    table.querySelectorAll("td").forEach(function (cell) {
      cell.dataset.label = heads[cell.cellIndex].textContent;
    });
  });
}());
// Paper shows the short parts that a screen can open; long tables stay in the files.
(function () {
  "use strict";
  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = Array.from(document.querySelectorAll(document.body.classList.contains("full") ? "details:not([open])" : "details.paper:not([open])"));
    opened.forEach(function (part) { part.open = true; });
  });
  window.addEventListener("afterprint", function () { opened.forEach(function (part) { part.open = false; }); });
}());
