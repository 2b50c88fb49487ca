// The search of the site. What it reads are static files that Pagefind made; nothing
// of what is looked for leaves the reader's browser but the names of those files.
const PAGE = 10;
const ROOT = "/search/";
const form = document.querySelector(".po-search");
const words = document.getElementById("q");
const told = document.getElementById("told");
const found = document.getElementById("found");
const more = document.getElementById("more");
const filters = document.getElementById("filters");
const chosen = ["year", "maker", "section"].map((name) => document.getElementById(name));
const LABEL = /\[s(\d+(?:\(\w+\))*)\]/g;
let results = [];
let shown = 0;
let asked = 0;

async function indexes() {
  const answer = await fetch(`${ROOT}shards.json`, { cache: "no-cache" });
  return answer.ok ? answer.json() : [];
}

// The first index brings the engine; the others are read into it. One that is being
// made anew is passed over, and the reader is told.
async function engine() {
  let made = null;
  let missing = 0;
  for (const name of await indexes()) {
    const there = await fetch(`${ROOT}${name}/pagefind-entry.json`, { cache: "no-cache" });
    if (!there.ok) {
      missing += 1;
    } else if (made === null) {
      made = await import(`${ROOT}${name}/pagefind.js`);
      await made.options({ baseUrl: "/", excerptLength: 30 });
      await made.init();
    } else {
      await made.mergeIndex(`${ROOT}${name}/`, { baseUrl: "/" });
    }
  }
  return { made, missing };
}

function element(name, classes, text) {
  const made = document.createElement(name);
  if (classes) made.className = classes;
  if (text) made.append(...withheld(text));
  return made;
}

// Labels are shown, and read out, as on the pages of decisions.
function withheld(text) {
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(LABEL)) {
    parts.push(text.slice(at, match.index));
    const label = element("span", "po-withheld");
    const spoken = element("span", "govuk-visually-hidden");
    spoken.textContent = "withheld under section ";
    const seen = element("span");
    seen.setAttribute("aria-hidden", "true");
    seen.textContent = "s";
    label.append(spoken, seen, match[1]);
    parts.push(label);
    at = match.index + match[0].length;
  }
  parts.push(text.slice(at));
  return parts;
}

// An excerpt comes as HTML with <mark>; everything else in it is taken as text.
function excerpt(html) {
  const made = element("p", "govuk-body po-wrap");
  const parsed = new DOMParser().parseFromString(html, "text/html");
  for (const node of parsed.body.childNodes) {
    if (node.nodeName === "MARK") {
      const mark = element("mark", "", node.textContent);
      made.append(mark);
    } else {
      made.append(...withheld(node.textContent));
    }
  }
  return made;
}

function item(data) {
  const made = element("li");
  const heading = element("h2", "govuk-heading-s po-wrap");
  const link = element("a", "govuk-link", data.meta.title);
  link.href = new URL(data.url, location.origin).pathname;
  heading.append(link);
  const facts = element("p", "govuk-body-s po-meta");
  for (const fact of [data.meta.reference, data.meta.maker, data.meta.date]) {
    if (fact) facts.append(element("span", "", fact), " ");
  }
  made.append(heading, facts, excerpt(data.excerpt));
  return made;
}

async function showMore() {
  const turn = asked;
  const some = results.slice(shown, shown + PAGE);
  const data = await Promise.all(some.map((result) => result.data()));
  if (turn !== asked) return; // another search was begun meanwhile
  const first = found.children.length;
  found.append(...data.map(item));
  shown += some.length;
  more.hidden = shown >= results.length;
  if (first) found.children[first].querySelector("a").focus();
}

function fill(all) {
  for (const select of chosen) {
    const counts = Object.entries(all[select.id] || {});
    counts.sort(([one], [other]) =>
      select.id === "year" ? other.localeCompare(one) : one.localeCompare(other));
    for (const [value, count] of counts) {
      select.append(new Option(`${value} (${count})`, value));
    }
  }
}

function address() {
  const query = new URLSearchParams();
  if (words.value.trim()) query.set("q", words.value.trim());
  for (const select of chosen) if (select.value) query.set(select.id, select.value);
  return query;
}

async function run(made, missing) {
  const query = address();
  const turn = ++asked;
  const term = query.get("q") || null;
  const wanted = {};
  for (const select of chosen) if (select.value) wanted[select.id] = select.value;
  found.replaceChildren();
  more.hidden = true;
  if (!term && !Object.keys(wanted).length) {
    told.textContent = "";
    return;
  }
  told.textContent = "Searching…";
  const answer = await made.search(term, { filters: wanted });
  if (turn !== asked) return;
  results = answer.results;
  shown = 0;
  const count = results.length;
  const what = `${count} decision${count === 1 ? "" : "s"} found`;
  const rest = missing
    ? ". Some decisions are being added to the search now; the lists have them all."
    : "";
  told.textContent = what + rest;
  await showMore();
}

async function begin() {
  const query = new URLSearchParams(location.search);
  words.value = query.get("q") || "";
  let made, missing;
  try {
    ({ made, missing } = await engine());
  } catch {
    made = null;
  }
  if (!made) {
    told.textContent = "The search cannot be used now. The lists have every decision.";
    return;
  }
  fill(await made.filters());
  for (const select of chosen) select.value = query.get(select.id) || "";
  filters.hidden = false;
  const again = () => {
    history.replaceState(null, "", `?${address()}`);
    run(made, missing);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    again();
  });
  for (const select of chosen) select.addEventListener("change", again);
  more.querySelector("button").addEventListener("click", showMore);
  await run(made, missing);
}

begin();
