// One tick for all the rows of a table. Without this script each row is ticked by itself.

for (const head of document.querySelectorAll("table.findings th.tick")) {
  const rows = head.closest("table").querySelectorAll('input[name="fund"]');
  const all = document.createElement("input");
  all.type = "checkbox";
  all.setAttribute("aria-label", "Vælg alle i tabellen");
  all.addEventListener("change", () => {
    for (const row of rows) row.checked = all.checked;
    tell();
  });
  head.replaceChildren(all);
}

const summary = document.querySelector(".bulk > summary");
const label = summary?.textContent;

function tell() {
  const count = document.querySelectorAll('input[name="fund"]:checked').length;
  if (summary) summary.textContent = count ? `${label} (${count})` : label;
}

document.querySelector("form.worklist")?.addEventListener("change", tell);
tell();
