// The Sankey diagram's switches, numbers and paths. Without this script the first view still stands.
(function () {
  "use strict";
  var SVG = "http://www.w3.org/2000/svg", shown = {};
  function made(name, attributes, inside) {
    var part = document.createElementNS(SVG, name);
    Object.keys(attributes).forEach(function (key) { part.setAttribute(key, attributes[key]); });
    (inside || []).forEach(function (child) { part.appendChild(child); });
    return part;
  }
  function whole(text, unit) { return /\s$/.test(text) ? text + unit : text; }
  function unpacked(model) { // the views in full: mfo/report/sankey/packed.py says what is left out
    var last = {};
    Object.keys(model.amounts).forEach(function (state) {
      model.amounts[state] = model.amounts[state].map(function (text, i) { return whole(text, model.edges[i][6]); });
    });
    Object.keys(model.views).forEach(function (key) {
      var v = model.views[key], state = key.split("|")[0], first = {};
      Object.keys(v.n).forEach(function (n) {
        var p = v.n[n], kept = last[n] = p.length > 5 ? p.slice(5) : last[n];
        v.n[n] = [kept[0], p[0], p[1], kept[1], p[2] || Math.floor((p[0] + p[1] / 2) * 10 + 0.5) / 10, p[3], p[4], kept[2]];
      });
      Object.keys(v.e).forEach(function (e) {
        var p = v.e[e], path = p[0], ends = model.edges[e], from, to, half;
        if (typeof path !== "string") {
          from = Math.round((v.n[ends[0]][0] + 12) * 10) / 10;
          to = v.n[ends[1]][0];
          half = Math.floor((from + to) / 2 + 0.5);
          path = "M" + from + " " + path[0] + (path.length < 2 ? "H" + to :
            "C" + [half, path[0], half, path[1], to, path[1]].join(" "));
        }
        v.e[e] = p.length > 2 ? [path, p[1], p[2], p[3]] : [path, p[1], "", model.values[state][e]];
        [ends[0], ends[1]].forEach(function (n) { if (first[n] === undefined) { first[n] = e; } });
      });
      Object.keys(v.n).forEach(function (n) {
        var p = v.n[n], told = v.e[first[n]];
        if (p[5] === 0) { p[5] = told[2] || model.amounts[state][first[n]]; p[6] = told[3]; } else { p[5] = whole(p[5], p[7]); }
      });
    });
    return model;
  }
  function modelOf(figure) { // read once
    figure.model = figure.model || unpacked(JSON.parse(figure.querySelector("script[type='application/json']").textContent));
    return figure.model;
  }
  function drawn(svg, model) { // a picture that a node opens into: its parts are made when it is asked for
    svg.appendChild(made("g", { "class": "ribbons" }, model.edges.map(function () { return made("path", { "class": "r" }); })));
    svg.appendChild(made("g", { "class": "nodes" }, model.drawn.map(function (told) {
      var lines = told[0].concat([""]).map(function (line, k) {
        var span = made("tspan", { dy: k ? 13 : 0, "class": k === told[0].length ? "amount" : "" });
        span.textContent = line;
        return span;
      });
      return made("g", { "class": told[1], tabindex: -1, role: "button" },
        [made("rect", { width: 12, rx: 2, "class": told[2] }), made("text", {}, lines)]);
    })));
  }
  document.querySelectorAll("figure.sankey").forEach(function (figure) {
    if (figure.classList.contains("opened")) {
      shown[figure.dataset.opens] = function (from) {
        if (!figure.classList.contains("live")) {
          drawn(figure.querySelector("svg"), modelOf(figure));
          start(figure);
        }
        figure.hidden = false;
        figure.begin(from);
        figure.querySelector(".back").focus();
      };
    } else {
      var model = modelOf(figure);
      if (model.drawn) { drawn(figure.querySelector("svg"), model); }
      start(figure);
    }
  });
  document.querySelectorAll("input[data-pick=grouped]").forEach(function (input) {
    input.addEventListener("change", function () {
      document.querySelectorAll("figure.sankey").forEach(function (figure) { figure.hidden = figure.dataset.group !== input.value; });
    });
  });
  function start(figure) {
    var svg = figure.querySelector("svg");
    var model = modelOf(figure);
    var tip = figure.querySelector(".tip");
    var status = figure.querySelector("[role=status]");
    var texts = figure.dataset;
    var edges = Array.from(svg.querySelectorAll(".ribbons>path"));
    var nodes = Array.from(svg.querySelectorAll(".nodes>g"));
    var now = { state: texts.state, quantity: texts.quantity, by: texts.by };
    var followed = null, shares = {};

    function view() { return model.views[now.state + "|" + now.quantity]; }
    function fill(text, values) {
      return text.replace(/\{(\w+)\}/g, function (_, key) { return values[key]; });
    }

    function certain(i) { // what an amount may be off by, and how it is known
      var off = model.unsure && model.unsure[now.state] && model.unsure[now.state][i];
      var known = model.known && model.known[now.state] && model.words[model.known[now.state][i]];
      return (off ? " ± " + off : "") + (known ? " (" + known + ")" : "");
    }
    function edgeText(i) {
      var e = model.edges[i], v = view().e[i];
      var size = v && v[2] && v[2] !== model.amounts[now.state][i] ? " (" + v[2] + ")" : "";
      var via = e[5] ? " · " + e[5] : "";
      if (followed && shares[i] < 0.999) { via += " · " + fill(texts.share, { part: Math.round(shares[i] * 100) }); }
      return e[2] + ": " + model.nodes[e[0]][0] + " → " + model.nodes[e[1]][0] + ", " +
        model.amounts[now.state][i] + certain(i) + size + via;
    }
    function nodeText(i) {
      var v = view().n[i];
      return (model.nodes[i][3] || model.nodes[i][0]) + ", " + model.nodes[i][1] + ", " + (v ? v[5] : "");
    }

    function carry(part, value, unit) { // the full number, as marked numbers in the text carry it
      part.dataset.value = value;
      part.dataset.unit = unit;
    }

    function arrows(told) { // amounts with their uncertainty where ribbons arrive
      var group = svg.querySelector("g.arrows");
      if (!group && !told.length) { return; }
      if (!group) { group = svg.appendChild(made("g", { "class": "arrows" })); }
      group.replaceChildren.apply(group, told.map(function (each) {
        var text = made("text", { x: each[0], y: each[1], "text-anchor": "end", "class": each[3] });
        text.textContent = each[2];
        return text;
      }));
    }

    function show() {
      var v = view(), bare = {}, flat = {};
      v.bare.forEach(function (i) { bare[i] = true; });
      v.flat.forEach(function (i) { flat[i] = true; });
      svg.setAttribute("viewBox", "0 0 " + v.w + " " + v.h);
      svg.setAttribute("width", v.w);
      svg.setAttribute("height", v.h);
      svg.style.setProperty("--w", v.w);
      edges.forEach(function (path, i) {
        var place = v.e[i];
        path.setAttribute("visibility", place ? "visible" : "hidden");
        if (place) {
          path.setAttribute("d", place[0]);
          path.setAttribute("stroke-width", place[1]);
          carry(path, model.values[now.state][i], model.edges[i][6]);
          if (place[3] === null) { delete path.dataset.size; } else { path.dataset.size = place[3]; }
        }
        path.setAttribute("class", "r " + model.edges[i][now.by === "route" ? 3 : 4] + (bare[i] ? " bare" : "") + (flat[i] ? " flat" : ""));
      });
      nodes.forEach(function (g, i) {
        var p = v.n[i];
        g.setAttribute("visibility", p ? "visible" : "hidden");
        if (!p) { return; }
        var rect = g.querySelector("rect"), text = g.querySelector("text");
        rect.setAttribute("x", p[0]);
        rect.setAttribute("y", p[1]);
        rect.setAttribute("height", p[2]);
        var spans = text.querySelectorAll("tspan"), lines = spans.length - 1;
        spans.forEach(function (span) { span.setAttribute("x", p[3]); });
        text.setAttribute("x", p[3]);
        text.setAttribute("text-anchor", p[3] < p[0] ? "end" : "start"); // the first column's stand left of it
        text.setAttribute("y", p[4] - 13 * (lines + 1) / 2 + 10);
        spans[lines].textContent = p[5];
        g.setAttribute("aria-label", nodeText(i));
        carry(g, p[6], p[7]);
      });
      arrows(v.a || []);
      figure.querySelectorAll("[data-show-state]").forEach(function (part) {
        part.hidden = part.dataset.showState.split(" ").indexOf(now.state) < 0;
      });
      figure.querySelectorAll("[data-show-by]").forEach(function (part) { part.hidden = part.dataset.showBy !== now.by; });
      figure.querySelectorAll("[data-show-quantity]").forEach(function (part) {
        part.hidden = part.dataset.showQuantity.split(" ").indexOf(now.quantity) < 0;
      });
      mark();
    }

    // What part of every ribbon belongs to what is followed: at each node in proportion to what comes in (downwards)
    // or goes out (upwards); by amount in a pool, by drawn width in a process. Loops settle by repetition.
    function trace(seeds, from, to) {
      var flow = model.values[now.state], drawn = view().e, arriving = {}, share = {}, moved = 1, round;
      var live = Object.keys(drawn).map(Number);
      live.forEach(function (i) {
        var key = model.edges[i][to];
        (arriving[key] = arriving[key] || []).push(i);
        share[i] = 0;
      });
      seeds.forEach(function (i) { share[i] = 1; });
      for (round = 0; round < 200 && moved > 1e-4; round += 1) {
        var mean = {};
        Object.keys(arriving).forEach(function (key) {
          var all = 0, ours = 0;
          arriving[key].forEach(function (i) {
            var weight = model.nodes[key][2] ? flow[i] : drawn[i][1];
            all += weight;
            ours += weight * share[i];
          });
          mean[key] = all > 0 ? ours / all : 0;
        });
        moved = 0;
        live.forEach(function (i) {
          var next = seeds.indexOf(i) >= 0 ? 1 : mean[model.edges[i][from]] || 0;
          moved = Math.max(moved, Math.abs(next - share[i]));
          share[i] = next;
        });
      }
      return share;
    }

    function mark() {
      svg.classList.toggle("following", followed !== null);
      shares = {};
      edges.concat(nodes).forEach(function (part) {
        part.classList.remove("on");
        part.style.strokeOpacity = part.style.fillOpacity = "";
      });
      if (followed === null) { return; }
      var seeds = followed.edge !== undefined ? [followed.edge] : [];
      var up = seeds.slice(), down = seeds.slice();
      if (followed.node !== undefined) {
        model.edges.forEach(function (e, i) {
          if (e[1] === followed.node && view().e[i]) { up.push(i); }
          if (e[0] === followed.node && view().e[i]) { down.push(i); }
        });
        nodes[followed.node].classList.add("on");
      }
      var forth = trace(down, 0, 1), back = trace(up, 1, 0);
      Object.keys(forth).forEach(function (i) {
        var part = Math.max(forth[i], back[i]);
        shares[i] = part;
        if (part < 0.001) { return; }
        edges[i].classList.add("on");
        edges[i].style.strokeOpacity = edges[i].style.fillOpacity = 0.2 + 0.55 * Math.sqrt(part);
        nodes[model.edges[i][0]].classList.add("on");
        nodes[model.edges[i][1]].classList.add("on");
      });
    }

    function follow(what) {
      var same = followed && what && followed.edge === what.edge && followed.node === what.node;
      followed = same ? null : what;
      mark();
      status.textContent = followed === null ? "" :
        fill(texts.following, { what: what.edge !== undefined ? edgeText(what.edge) : nodeText(what.node) });
    }

    function target(event) {
      var part = event.target.closest ? event.target.closest("path.r, g.node") : null;
      if (!part || !svg.contains(part)) { return null; }
      return part.tagName === "path" ? { edge: edges.indexOf(part) } : { node: nodes.indexOf(part) };
    }

    function point(event) {
      var what = target(event);
      if (!what) { tip.hidden = true; return; }
      tip.textContent = what.edge !== undefined ? edgeText(what.edge) : nodeText(what.node);
      tip.hidden = false;
      var box = figure.getBoundingClientRect();
      var x = Math.min(event.clientX - box.left + 14, box.width - tip.offsetWidth - 4);
      tip.style.left = Math.max(0, x) + "px";
      tip.style.top = event.clientY - box.top + 18 + "px";
    }

    svg.addEventListener("pointermove", point);
    svg.addEventListener("pointerleave", function () { tip.hidden = true; });
    function act(what) { // open a node that stands for several, follow anything else
      var name = what && what.node !== undefined ? model.nodes[what.node][4] : "";
      if (!name || !shown[name]) { follow(what); return; }
      figure.hidden = true;
      tip.hidden = true;
      shown[name]({ figure: figure, now: now });
    }
    figure.begin = function (from) { // shown from another figure: in its state and quantity where there is such a view
      figure.from = from.figure;
      now = { state: from.now.state, quantity: from.now.quantity, by: from.now.by };
      if (!model.views[now.state + "|" + now.quantity]) { now.quantity = texts.quantity; }
      show();
    };
    if (figure.querySelector(".back")) {
      figure.querySelector(".back").addEventListener("click", function () {
        figure.hidden = true;
        figure.from.hidden = false;
      });
    }
    svg.addEventListener("click", function (event) { act(target(event)); if (!figure.hidden) { point(event); } });
    svg.addEventListener("keydown", function (event) {
      var visible = nodes.filter(function (g) { return g.getAttribute("visibility") !== "hidden"; });
      var at = visible.indexOf(document.activeElement);
      var step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
      if (step && visible.length) {
        var next = visible[(at + step + visible.length) % visible.length];
        visible.forEach(function (g) { g.setAttribute("tabindex", "-1"); });
        next.setAttribute("tabindex", "0");
        next.focus();
        status.textContent = nodeText(nodes.indexOf(next));
        event.preventDefault();
      } else if ((event.key === "Enter" || event.key === " ") && at >= 0) {
        act({ node: nodes.indexOf(visible[at]) });
        event.preventDefault();
      } else if (event.key === "Escape") {
        follow(null);
      }
    });
    figure.addEventListener("change", function (event) {
      var input = event.target;
      if (!input.dataset || !input.dataset.pick) { return; }
      var wanted = Object.assign({}, now);
      wanted[input.dataset.pick] = input.value;
      if (!model.views[wanted.state + "|" + wanted.quantity]) { wanted.quantity = texts.quantity; }
      now = wanted;
      figure.querySelectorAll("input[data-pick=quantity]").forEach(function (radio) {
        radio.disabled = !model.views[now.state + "|" + radio.value];
        radio.checked = radio.value === now.quantity;
      });
      show();
    });
    svg.querySelectorAll("title").forEach(function (title) { title.remove(); }); // the page's own tip says more
    if (nodes.length) { nodes[0].setAttribute("tabindex", "0"); }
    if (model.drawn) { show(); }
    figure.classList.add("live");
  }
}());
