"use strict";
(() => {
  const SHOWN = 50;
  const index = JSON.parse(document.getElementById("index").textContent);
  const box = document.querySelector("main input[type=search]");
  const list = document.getElementById("results");
  const status = document.getElementById("status");
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  // A row: kind, page, anchor, name, about. Numbers lead into the lists of texts.
  const rows = index.rows.map(([kind, page, anchor, name, about]) => {
    const shown = index.texts[name];
    return { kind, page, anchor: anchor < 0 ? "" : index.texts[anchor], shown, about: about < 0 ? "" : index.texts[about],
      name: plain(shown), all: plain([shown, about < 0 ? "" : index.texts[about], index.pages[page][1]].join(" ")) };
  });

  const rank = (row, asked, words) => {
    if (row.name === asked) return 0;
    if (row.name.split(/[^\p{L}\p{N}]+/u).includes(asked) || row.name.startsWith(asked)) return 1;
    if (words.every((word) => row.name.includes(word))) return 2;
    return 3;
  };

  const find = (asked) => {
    const words = asked.split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    return rows.filter((row) => words.every((word) => row.all.includes(word)))
      .map((row) => [rank(row, asked, words) * index.kinds.length + row.kind, row])
      .sort((one, other) => one[0] - other[0])
      .map((pair) => pair[1]);
  };

  const line = (row) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const [path, title] = index.pages[row.page];
    link.href = path + (row.anchor ? "#" + encodeURIComponent(row.anchor) : "");
    link.textContent = row.shown;
    const about = document.createElement("bdi");
    about.textContent = [row.about, index.kinds[row.kind], row.shown === title ? "" : title].filter(Boolean).join(" · ");
    item.append(link, " ", about);
    return item;
  };

  const show = () => {
    const asked = plain(box.value.trim());
    const found = find(asked);
    list.replaceChildren(...found.slice(0, SHOWN).map(line));
    const more = found.length > SHOWN ? index.said.first : "";
    const number = found.length === 1 ? index.said.one : index.said.many.replace("{number}", found.length);
    status.textContent = asked ? [number, more].filter(Boolean).join(" ") : "";
  };

  const step = (event) => {
    const links = [...list.querySelectorAll("a")];
    const here = links.indexOf(document.activeElement);
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: links.length - 1 }[event.key];
    if (event.key === "Escape") { box.focus(); return; }
    if (to === undefined || (here < 0 && event.key !== "ArrowDown")) return;
    event.preventDefault();
    if (to < 0) box.focus(); else links[Math.min(to, links.length - 1)]?.focus();
  };

  box.value = new URLSearchParams(location.search).get("q") || "";
  box.addEventListener("input", show);
  document.querySelector("main form").addEventListener("submit", (event) => { event.preventDefault(); show(); });
  document.querySelector("main").addEventListener("keydown", step);
  show();
  box.focus();
})();
