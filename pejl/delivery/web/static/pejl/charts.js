// Makes the drawn charts answer to the pointer. Without this script the drawings stay as they are.
import { expressionInterpreter } from "../vendor/vega/vega-interpreter.js";

const locale = JSON.parse(document.getElementById("chart-locale").textContent);

// The reports' charts are drawn for a page's width; a telephone gets fewer panels and shorter axes.
function fitted(spec, width) {
  if (spec.facet) {
    const columns = Math.max(1, Math.min(spec.columns, Math.floor(width / 160)));
    const panel = Math.floor((width - 20) / columns) - 48;
    return { ...spec, columns, spec: { ...spec.spec, width: Math.max(110, panel) } };
  }
  return { ...spec, width: overTime(spec) ? width : Math.max(width, 560) };
}

// Months can stand closer on a small screen; bars with names below them cannot.
function overTime(spec) {
  const views = spec.layer ?? [spec];
  return views.some((view) => view.encoding?.x?.type === "temporal");
}

async function enliven(view) {
  const spec = JSON.parse(document.getElementById(`${view.dataset.chart}-spec`).textContent);
  const holder = document.createElement("div");
  holder.className = "chart-live";
  holder.setAttribute("aria-hidden", "true");
  const drawing = view.querySelector("svg.drawing");
  const width = Math.min(view.clientWidth - 2, 900);
  view.append(holder);
  await vegaEmbed(holder, fitted(spec, width), {
    actions: false,
    ast: true,
    defaultStyle: false,
    expr: expressionInterpreter,
    formatLocale: locale.number,
    loader: { load: () => Promise.reject(new Error("no network")) },
    renderer: "svg",
    timeFormatLocale: locale.time,
    tooltip: { disableDefaultStyle: true, id: "chart-tooltip" },
  });
  // The drawing keeps speaking to screen readers; the eye sees the live one.
  drawing.classList.add("sr-only");
  if (view.scrollWidth <= view.clientWidth) {
    view.removeAttribute("tabindex");
    view.removeAttribute("role");
    view.removeAttribute("aria-label");
  }
}

const views = [...document.querySelectorAll("[data-chart]")];
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    seen.unobserve(entry.target);
    enliven(entry.target).catch((error) => {
      entry.target.querySelector(".chart-live")?.remove();
      console.warn("The chart stays a drawing:", error);
    });
  }
}, { rootMargin: "400px" });
views.forEach((view) => seen.observe(view));
