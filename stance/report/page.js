"use strict";
// Filters the statements of the page. Without script the page shows all of them.
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const cards = [...document.querySelectorAll(".cards > li")];
  const names = ["stance", "speaker", "kind"];
  for (const name of names) {
    for (const value of new Set(cards.map((card) => card.dataset[name]).sort())) {
      const option = document.createElement("option");
      option.value = "=" + value;
      option.textContent = value || "(nobody named)";
      form.elements[name].append(option);
    }
  }
  const marks = new Map();
  for (const mark of document.querySelectorAll("mark[data-of]")) {
    marks.set(mark.dataset.of, [...(marks.get(mark.dataset.of) || []), mark]);
  }
  const show = () => {
    let count = 0;
    for (const card of cards) {
      const fits = names.every((name) => ["*", "=" + card.dataset[name]].includes(form.elements[name].value));
      card.hidden = !fits;
      for (const mark of marks.get(card.id) || []) mark.classList.toggle("off", !fits);
      count += fits;
    }
    form.querySelector("output").textContent = `${count} of ${cards.length} statements`;
  };
  form.addEventListener("change", show);
  form.addEventListener("reset", () => setTimeout(show));
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.body.classList.add("quiet");
  });
  for (const kind of ["focusin", "mouseover"]) {
    document.addEventListener(kind, () => document.body.classList.remove("quiet"));
  }
  form.hidden = cards.length === 0;
  show();
})();
