// Lets the reader sort a table by a column. Without this script the tables stand as they were sent.
// <table data-sortable>: every row but totals moves; a row that is a group is left out on the server.

const collator = new Intl.Collator("da", { numeric: true, sensitivity: "base" });

// Danish figures: 1.234,5 · −12 · +3 · 81,4 % · 31-10-2026; a dash or nothing is unknown.
function valueOf(cell) {
  const text = cell.textContent.trim().replaceAll("\u00a0", " ");
  if (text === "" || text.startsWith("–")) return null;
  const day = text.match(/^(\d{2})-(\d{2})-(\d{4})$/);
  if (day) return Number(day[3] + day[2] + day[1]);
  const plain = text.replace(/ (%|kr\.)$/, "").replace("−", "-").replace(/^\+/, "");
  if (/^-?\d{1,3}(\.\d{3})*(,\d+)?$|^-?\d+(,\d+)?$/.test(plain)) {
    return Number(plain.replaceAll(".", "").replace(",", "."));
  }
  return text;
}

// Numbers before words; what is unknown stands last, whichever way the rest is turned.
function compare(one, other, turn) {
  if (one === null || other === null) return (one === null) - (other === null);
  if (typeof one === typeof other) {
    return turn * (typeof one === "number" ? one - other : collator.compare(one, other));
  }
  return typeof one === "number" ? -1 : 1;
}

function sort(table, column, head) {
  const body = table.tBodies[0];
  const down = head.getAttribute("aria-sort") === "ascending";
  const rows = [...body.rows];
  const fixed = rows.filter((row) => row.matches(".row-total"));
  const moving = rows.filter((row) => !row.matches(".row-total"))
    .map((row) => [valueOf(row.cells[column]), row])
    .sort((one, other) => compare(one[0], other[0], down ? -1 : 1))
    .map(([, row]) => row);
  body.append(...moving, ...fixed);
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
}

for (const table of document.querySelectorAll("table[data-sortable]")) {
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.title = "Sortér efter kolonnen";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(table, column, head));
  });
}
