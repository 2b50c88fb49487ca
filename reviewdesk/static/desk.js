// What a page of the desk does beyond its forms. Everything here has another way
// without script, save drawing a box; numbers in a form do the same.

// ---- Drawing a box on the picture of a page ----

for (const button of document.querySelectorAll(".desk-draw")) {
  button.hidden = false;
  const page = button.parentElement.nextElementSibling.querySelector("svg");
  button.addEventListener("click", () => {
    const isOn = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(isOn));
    page.classList.toggle("desk-drawing", isOn);
  });
  draw(page, button);
}

function draw(page, button) {
  let from = null;
  let box = null;
  page.addEventListener("pointerdown", (event) => {
    if (!page.classList.contains("desk-drawing") || event.button !== 0) return;
    event.preventDefault();
    page.setPointerCapture(event.pointerId);
    page.querySelector(".desk-drawn")?.remove();
    from = onPage(page, event);
    box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    box.setAttribute("class", "desk-drawn");
    page.append(box);
  });
  page.addEventListener("pointermove", (event) => {
    if (from) place(box, from, onPage(page, event));
  });
  page.addEventListener("pointerup", (event) => {
    if (!from) return;
    const spot = place(box, from, onPage(page, event));
    from = null;
    if (spot.width < 2 || spot.height < 2) {
      box.remove();
      return;
    }
    document.getElementById("region-page").value = button.dataset.page;
    for (const name of ["left", "top", "width", "height"]) {
      document.getElementById(name).value = spot[name].toFixed(1);
    }
    button.setAttribute("aria-pressed", "false");
    page.classList.remove("desk-drawing");
    document.getElementById("region-section").focus();
  });
  page.addEventListener("pointercancel", () => {
    from = null;
    box?.remove();
  });
  page.addEventListener("click", (event) => {
    // A box that was drawn over a flag does not open the flag.
    if (page.classList.contains("desk-drawing")) event.preventDefault();
  });
}

function onPage(page, event) {
  const point = new DOMPoint(event.clientX, event.clientY);
  const found = point.matrixTransform(page.getScreenCTM().inverse());
  const { width, height } = page.viewBox.baseVal;
  return {
    x: Math.min(Math.max(found.x, 0), width),
    y: Math.min(Math.max(found.y, 0), height),
  };
}

function place(box, from, to) {
  const spot = {
    left: Math.min(from.x, to.x),
    top: Math.min(from.y, to.y),
    width: Math.abs(from.x - to.x),
    height: Math.abs(from.y - to.y),
  };
  box.setAttribute("x", spot.left);
  box.setAttribute("y", spot.top);
  box.setAttribute("width", spot.width);
  box.setAttribute("height", spot.height);
  return spot;
}

// ---- Choosing words of a page by keyboard ----

const first = document.getElementById("first");
if (first) chooseWords(first, document.getElementById("last"));

function chooseWords(first, last) {
  const home = document.getElementById("words");
  const chosen = document.getElementById("words-chosen");
  const page = document.getElementById("words-page");
  const options = [...first.options];
  const lines = new Map();
  const words = options.map((option, index) => {
    const line = option.dataset.line;
    if (!lines.has(line)) {
      const row = home.appendChild(document.createElement("div"));
      row.setAttribute("role", "group");
      row.setAttribute("aria-label", `Line ${line}`);
      lines.set(line, row);
    }
    const word = document.createElement("span");
    word.setAttribute("role", "option");
    word.className = "desk-word";
    word.tabIndex = index ? -1 : 0;
    word.textContent = option.text.replace(/ \(line \d+\)$/, "");
    lines.get(line).append(word, " ");
    return word;
  });
  document.getElementById("words-keys").hidden = false;
  home.hidden = false;
  let anchor = 0;

  function choose(to, isLonger) {
    if (!isLonger) anchor = to;
    first.selectedIndex = Math.min(anchor, to);
    last.selectedIndex = Math.max(anchor, to);
    words.forEach((word, index) => (word.tabIndex = index === to ? 0 : -1));
    words[to].focus();
    show();
  }

  function show() {
    const from = Math.min(first.selectedIndex, last.selectedIndex);
    const to = Math.max(first.selectedIndex, last.selectedIndex);
    page.querySelectorAll(".desk-drawn").forEach((box) => box.remove());
    words.forEach((word, index) => {
      const isIn = from <= index && index <= to;
      word.setAttribute("aria-selected", String(isIn));
      if (isIn) {
        const [x, y, width, height] = options[index].dataset.spot.split(" ");
        const box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
        box.setAttribute("class", "desk-drawn");
        Object.entries({ x, y, width, height }).forEach(([k, v]) => box.setAttribute(k, v));
        page.append(box);
      }
    });
    const said = words.slice(from, to + 1).map((word) => word.textContent);
    chosen.textContent = `${said.length} word${said.length === 1 ? "" : "s"} chosen: ${said.join(" ")}`;
  }

  function above(at, by) {
    const here = words[at].getBoundingClientRect();
    const rows = [...lines.values()];
    const row = rows.indexOf(words[at].parentElement) + by;
    if (row < 0 || row >= rows.length) return at;
    const beside = [...rows[row].querySelectorAll("[role=option]")];
    beside.sort(
      (a, b) =>
        Math.abs(a.getBoundingClientRect().left - here.left) -
        Math.abs(b.getBoundingClientRect().left - here.left),
    );
    return words.indexOf(beside[0]);
  }

  function ofLine(at, isEnd) {
    const row = [...words[at].parentElement.querySelectorAll("[role=option]")];
    return words.indexOf(row[isEnd ? row.length - 1 : 0]);
  }

  home.addEventListener("keydown", (event) => {
    const at = words.indexOf(document.activeElement);
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const goes = {
      ArrowRight: () => Math.min(at + 1, words.length - 1),
      ArrowLeft: () => Math.max(at - 1, 0),
      ArrowDown: () => above(at, 1),
      ArrowUp: () => above(at, -1),
      Home: () => ofLine(at, false),
      End: () => ofLine(at, true),
      Escape: () => at,
    }[event.key];
    if (!goes) return;
    event.preventDefault();
    choose(goes(), event.shiftKey && event.key !== "Escape");
  });
  home.addEventListener("click", (event) => {
    const at = words.indexOf(event.target);
    if (at >= 0) choose(at, event.shiftKey);
  });
  for (const select of [first, last]) select.addEventListener("change", show);
}

// ---- Uploading files one by one, with progress ----

const upload = document.getElementById("upload");
upload?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const files = [...upload.elements.file.files];
  const bar = document.getElementById("upload-bar");
  const told = document.getElementById("upload-told");
  const outcomes = document.getElementById("outcomes");
  const list = document.createElement("ul");
  list.className = "govuk-list desk-outcomes";
  outcomes.replaceChildren(list);
  document.getElementById("upload-progress").hidden = false;
  bar.max = files.length;
  const button = upload.querySelector("button");
  button.disabled = true;
  for (const [index, file] of files.entries()) {
    told.textContent = `File ${index + 1} of ${files.length}`;
    bar.value = index;
    list.append(...(await sent(file)));
  }
  bar.value = files.length;
  told.textContent = `${files.length} of ${files.length} sent`;
  button.disabled = false;
  upload.elements.file.value = "";
  button.focus();
});

async function sent(file) {
  const body = new FormData();
  body.append("form_token", upload.elements.form_token.value);
  body.append("file", file);
  try {
    const answer = await fetch("/upload", { method: "POST", body });
    seen();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = [...page.querySelectorAll(".desk-outcome")];
    if (found.length) return found;
    const problem = page.querySelector(".govuk-error-summary__body")?.textContent;
    return [failed(file, problem ?? `not taken in (${answer.status})`)];
  } catch {
    return [failed(file, "the desk could not be reached; send it again")];
  }
}

function failed(file, words) {
  const item = document.createElement("li");
  item.className = "desk-outcome";
  const name = document.createElement("strong");
  name.textContent = file.name;
  item.append(name, `: ${words.trim()}`);
  return item;
}

// ---- The session ends when nothing is done: say so in time ----

const idle = document.getElementById("idle");
const WARNING = 120;
let timer = 0;
const tabs = new BroadcastChannel("desk");
tabs.addEventListener("message", () => restart());

function tell(where, words, ...more) {
  const told = document.createElement("p");
  told.className = "govuk-body";
  told.textContent = words;
  const panel = document.createElement("div");
  panel.className = "govuk-inset-text";
  panel.append(told, ...more);
  where.replaceChildren(panel);
}

function ended() {
  tell(idle, "You are signed out. Copy what you typed, then sign in again.");
}

// The server saw this tab, or another one: the time begins anew.
function restart() {
  if (!idle) return;
  clearTimeout(timer);
  idle.replaceChildren();
  const seconds = Number(idle.dataset.seconds);
  timer = setTimeout(warn, 1000 * Math.max(0, seconds - WARNING));
}

function warn() {
  const before = document.activeElement;
  const stay = document.createElement("button");
  stay.type = "button";
  stay.className = "govuk-button";
  stay.textContent = "Stay signed in";
  tell(
    idle,
    "Nothing was done for a while: you are signed out in two minutes. What you " +
      "typed and did not save would be lost.",
    stay,
  );
  timer = setTimeout(ended, 1000 * WARNING);
  stay.addEventListener("click", async () => {
    const answer = await fetch("/stay", { redirect: "manual" });
    before?.focus();
    if (answer.status !== 204) {
      clearTimeout(timer);
      ended();
      return;
    }
    seen();
  });
}

function seen() {
  tabs.postMessage("seen");
  restart();
}
if (idle) seen();

// After twelve hours it ends whatever is done: that is told ten minutes before.
const end = document.getElementById("end");
const BEFORE_END = 600;
if (end) {
  const left = Number(end.dataset.seconds);
  const words =
    "You have been signed in for a long time, and are signed out within ten minutes, " +
    "whatever you do. Save what you typed, then sign in again.";
  setTimeout(() => tell(end, words), 1000 * Math.max(0, left - BEFORE_END));
}

// ---- Forms are sent once ----

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("data-hx-post")) return;
  if (form === upload) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.repeat) event.preventDefault();
});

// ---- Choosing every flag that is shown ----

const all = document.getElementById("pick-all");
if (all) {
  document.getElementById("pick-all-row").hidden = false;
  all.addEventListener("change", () => {
    document.querySelectorAll("input[name=group]").forEach((pick) => (pick.checked = all.checked));
  });
}

// ---- Answers that htmx puts into a page ----

document.body.addEventListener("htmx:afterRequest", (event) => {
  const answer = event.detail.xhr;
  if (new URL(answer.responseURL || location.href).pathname === "/sign-in") {
    clearTimeout(timer);
    ended();
  } else if (answer.status >= 400 || answer.status === 0) {
    const page = new DOMParser().parseFromString(answer.responseText, "text/html");
    const words = page.querySelector(".govuk-error-summary__body")?.textContent;
    tell(idle, words?.trim() ?? "The desk could not be reached: try again.");
  } else {
    seen();
  }
});
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const answer = event.detail.xhr;
  if (new URL(answer.responseURL).pathname === "/sign-in") event.detail.shouldSwap = false;
});
document.body.addEventListener("htmx:afterSwap", () => {
  document.getElementById("found-heading")?.focus();
});
