// The map's switches: every way gets the width, the arrow head and the words of the view that was asked for.
(function () {
  "use strict";
  document.querySelectorAll("figure.map").forEach(function (figure) {
    if (!figure.dataset.mapView) { return; }
    var model = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
    var now = figure.dataset.mapView.split("|");
    now = [now[0], now.slice(1).join("|")];
    function told(state, choice, way) { // an amount in words; where it is of several materials, what of each
      var entry = model.views[state + "|" + choice][way], text = entry[2];
      if (/\s$/.test(text)) { text += model.units[choice]; }
      return !entry[3] ? text : text + " (" + entry[3].map(function (k) {
        return model.choices[k] + " " + told(state, model.choices[k], way);
      }).join(", ") + ")";
    }
    function show() {
      var key = now.join("|"), view = model.views[key] || {};
      figure.dataset.mapView = key;
      figure.querySelectorAll("g.way").forEach(function (way) {
        var entry = view[way.dataset.way];
        way.toggleAttribute("hidden", !entry);
        if (!entry) { return; }
        var head = way.querySelector(".head");
        way.querySelector("path").setAttribute("stroke-width", entry[0]);
        head.setAttribute("transform", head.dataset.place + " scale(" + Math.max(4, entry[0] / 2 + 2.5).toFixed(1) + ")");
        way.querySelector("title").textContent = model.pairs[way.dataset.way] + ": " + told(now[0], now[1], way.dataset.way);
        way.dataset.value = entry[1];
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
