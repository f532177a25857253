// Filters rows, keeps the filters in the address, and moves the focus to what was opened and back. All else is done by links
// and styles, so that the page is read without this.
"use strict";

(() => {
  const form = document.querySelector(".filters");
  const count = form.querySelector(".count");
  const none = document.querySelector(".none");
  const areas = [...document.querySelectorAll("tbody[data-area]")];
  const rows = areas.flatMap((area) => [...area.querySelectorAll(".rule-row")].map((row) => rowOf(area, row)));

  // A row with what filters ask of it.
  function rowOf(area, row) {
    const rule = document.getElementById(row.dataset.rule);
    const said = [...rule.querySelectorAll("h3, .sentence, .source, .headline, .reason")];
    const standings = [...row.querySelectorAll("td .standing")];
    return {
      row,
      area: area.dataset.area,
      states: new Set(standings.map((standing) => standing.classList[1])),
      text: said.map((part) => part.textContent).join(" ").toLowerCase(),
    };
  }

  // What the form asks for.
  function wanted() {
    const data = new FormData(form);
    return {
      q: data.get("q").trim(),
      area: data.get("area"),
      state: data.getAll("state"),
    };
  }

  function filter() {
    const { q, area, state } = wanted();
    const words = q.toLowerCase().split(/\s+/).filter((word) => word !== "");
    let shown = 0;
    for (const row of rows) {
      const fits =
        (area === "" || row.area === area) &&
        (state.length === 0 || state.some((one) => row.states.has(one))) &&
        words.every((word) => row.text.includes(word));
      row.row.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    for (const body of areas) {
      body.hidden = !rows.some((row) => row.area === body.dataset.area && !row.row.hidden);
    }
    none.hidden = shown > 0;
    count.textContent = shown === rows.length ? `all ${shown} rules` : `${shown} of ${rows.length} rules`;
  }

  // The address of the page as it is filtered, for bookmarks and for others.
  function remember() {
    const { q, area, state } = wanted();
    const query = new URLSearchParams();
    if (state.length > 0) query.set("state", state.join(","));
    if (area !== "") query.set("area", area);
    if (q !== "") query.set("q", q);
    const text = query.toString().replaceAll("%2C", ",");
    address(`${location.pathname}${text === "" ? "" : `?${text}`}${location.hash}`);
  }

  function recall() {
    const query = new URLSearchParams(location.search);
    const states = (query.get("state") ?? "").split(",");
    form.elements.q.value = query.get("q") ?? "";
    form.elements.area.value = query.get("area") ?? "";
    if (form.elements.area.selectedIndex < 0) form.elements.area.value = "";
    for (const box of form.querySelectorAll("[name=state]")) {
      box.checked = states.includes(box.value);
    }
  }

  // Some hosts of pages let nobody change the address; then it stays.
  function address(to) {
    try {
      history.replaceState(history.state, "", to);
    } catch {}
  }

  // The rule that stands over the page, if one does.
  function opened() {
    return document.querySelector(":target")?.closest(".rule") ?? null;
  }

  let left = null;

  function follow() {
    const rule = opened();
    for (const link of document.querySelectorAll(".matrix .open")) link.classList.remove("open");
    const link = [...document.querySelectorAll(".rule-row a")].find((one) => one.hash === location.hash);
    link?.classList.add("open");
    for (const tab of document.querySelectorAll(".rule header nav a")) {
      if (tab.hash === location.hash) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    }
    if (rule) {
      left = link ?? left;
      rule.scrollTop = 0;
      link?.scrollIntoView({ block: "nearest", inline: "nearest" });
      rule.querySelector("h3").focus({ preventScroll: true });
    } else if (location.hash === "#closed") {
      address(location.pathname + location.search);
      left?.focus({ preventScroll: true });
    }
  }

  form.addEventListener("input", () => {
    filter();
    remember();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    // The form is empty after its own handlers.
    setTimeout(() => {
      filter();
      remember();
    });
  });
  addEventListener("hashchange", follow);
  addEventListener("popstate", () => {
    recall();
    filter();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && opened()) location.hash = "#closed";
  });

  form.hidden = false;
  recall();
  filter();
  // Only when the page is there does the address name something. Whoever comes by one sees where it is in the table.
  addEventListener("load", () => {
    follow();
    if (opened()) left?.scrollIntoView({ block: "center" });
  });
})();
