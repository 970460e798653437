// Drawings that the server tells as plain data: elements by name with their attributes; everything written is text.
import { element } from "/assets/table.js";

const SVG = "http://www.w3.org/2000/svg", NAMES = new Set(["g", "path", "rect", "circle", "polygon", "text"]);

const ROOM = 1150;  // what is larger is scrolled, or shown as a whole on a click

function shape(told) {
  if (!NAMES.has(told.name)) return document.createTextNode("");
  const made = document.createElementNS(SVG, told.name);
  for (const [key, value] of Object.entries(told.attributes)) made.setAttribute(key, value);
  if (told.title) { const title = document.createElementNS(SVG, "title"); title.textContent = told.title; made.append(title); }
  if (told.text) made.append(told.text);
  made.append(...(told.inside || []).map(shape));
  return made;
}

function picture(drawing, label, kind) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${drawing.width} ${drawing.height}`);
  svg.setAttribute("width", drawing.width);
  svg.setAttribute("height", drawing.height);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  svg.setAttribute("class", kind);
  svg.append(...drawing.shapes.map(shape));
  return svg;
}

function line(text, kind = "") {
  const made = element("p", { className: kind });
  made.append(text);
  return made;
}

export function drawn(told, kind, words) {
  if (!told.diagram) return [line(words("plant.undrawn"))];
  if (kind === "map") return told.map ? told.map.flatMap((each, index) => { const kind = index ? "slim" : "broad", names = told.map_names[index]; return [picture(each, told.map_told, kind), ...(names ? [line(names, kind)] : [])]; }) : [line(words("plant.nomap"))];
  const legend = element("ul", { className: "kinds" });
  legend.append(...["supply", "process", "store", "market"].map((each) => {
    const item = element("li", { className: each });
    item.append(words(`kind.${each}`));
    return item;
  }));
  const scroller = element("div", { className: "scroller", tabIndex: 0 });
  scroller.setAttribute("role", "region");
  scroller.setAttribute("aria-label", words("plant.diagram"));
  scroller.append(picture(told.diagram, told.told, "diagram"));
  const whole = element("button", { type: "button", hidden: told.diagram.width < ROOM && told.diagram.height < ROOM });
  const fit = (fits) => { scroller.classList.toggle("whole", fits); whole.textContent = words(fits ? "plant.full" : "plant.whole"); };
  whole.addEventListener("click", () => fit(!scroller.classList.contains("whole")));
  fit(false);
  return [line(words("plant.drawn")), legend, whole, scroller];
}
