/* The search box of the list of reports: rows without every word that is typed are hidden, and tables without a row. */
const box = document.querySelector(".ck-search"), rows = [...document.querySelectorAll("main tbody tr")];
const find = () => {
  const words = box.querySelector("input").value.toLowerCase().split(/\s+/), found = new Set();
  for (const row of rows) {
    row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
    const report = row.querySelector("a[href$='.html']");
    if (report && !row.hidden) found.add(report.href);
  }
  for (const part of document.querySelectorAll(".ck-table, .ck-section")) part.hidden = !part.querySelector("tbody tr:not([hidden])");
  for (const link of document.querySelectorAll("#contents a")) link.parentElement.hidden = document.getElementById(link.hash.slice(1)).closest(".ck-section").hidden;
  box.querySelector("output").textContent = words.join("") && `${found.size} found`;
};
box.hidden = false;
box.addEventListener("input", find);
find();
