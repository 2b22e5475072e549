// Sorts the table whose head is clicked, and hides the rows that do not hold the words searched. Nothing needs it.
const order = new Intl.Collator("fr", {numeric: true});
for (const table of document.querySelectorAll("table.triable")) {
  table.querySelectorAll("thead th").forEach((head, column) => {
    head.setAttribute("role", "button");
    head.tabIndex = 0;
    const sort = () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      table.querySelectorAll("th").forEach((each) => each.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const body = table.tBodies[0];
      const rows = [...body.rows].map((row) => [row.cells[column].textContent, row]);
      rows.sort((a, b) => (up ? 1 : -1) * order.compare(a[0], b[0]));
      body.append(...rows.map(([, row]) => row));
    };
    head.addEventListener("click", sort);
    head.addEventListener("keydown", (event) => { if (event.key === "Enter") sort(); });
  });
}
const rows = [...document.querySelectorAll("table.triable tbody tr")].map((row) => [row, null]);
if (rows.length > 10) {
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const field = Object.assign(document.createElement("input"), {
    type: "search", className: "recherche", placeholder: "Chercher dans cette page", ariaLabel: "Chercher dans cette page",
  });
  field.addEventListener("input", () => {
    const words = plain(field.value).split(/\s+/);
    for (const each of rows) {
      each[1] ??= plain(each[0].textContent);
      each[0].hidden = !words.every((word) => each[1].includes(word));
    }
  });
  document.querySelector("h1").after(field);
}
