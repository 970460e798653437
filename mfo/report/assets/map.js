// The map's switches: every way gets the width, the arrow head and the words of the view that was asked for.
(function () {
  "use strict";
  document.querySelectorAll("figure.map").forEach(function (figure) {
    if (!figure.dataset.mapView) { return; }
    var model = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
    var now = figure.dataset.mapView.split("|");
    now = [now[0], now.slice(1).join("|")];
    function show() {
      var key = now.join("|"), view = model.views[key] || {};
      figure.dataset.mapView = key;
      figure.querySelectorAll("g.way").forEach(function (way) {
        var told = view[way.dataset.way];
        way.toggleAttribute("hidden", !told);
        if (!told) { return; }
        var head = way.querySelector(".head");
        way.querySelector("path").setAttribute("stroke-width", told[0]);
        head.setAttribute("transform", head.dataset.place + " scale(" + Math.max(4, told[0] / 2 + 2.5).toFixed(1) + ")");
        way.querySelector("title").textContent = model.pairs[way.dataset.way] + ": " + told[2];
        way.dataset.value = told[1];
        way.dataset.unit = model.units[now[1]];
      });
      figure.querySelectorAll("g[data-map-view]").forEach(function (part) {
        part.toggleAttribute("hidden", part.dataset.mapView !== key);
      });
    }
    figure.addEventListener("change", function (event) {
      var kind = event.target.dataset && event.target.dataset.map;
      if (!kind) { return; }
      now = kind === "state" ? [event.target.value, now[1]] : [now[0], event.target.value];
      show();
    });
  });
}());
