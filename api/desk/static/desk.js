// What pages gain by script; each works without it. Nothing is kept in the browser's storage.
"use strict";

// A number chooses the answer to a pair, Enter keeps it, S skips; never while somebody writes.
document.addEventListener("keydown", (event) => {
  const form = document.querySelector("#decision[data-keys]");
  if (!form || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest("input:not([type=radio]):not([type=checkbox]), select, textarea")) return;
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
  if (digit) {
    const choice = form.querySelectorAll("input[name=verdict]")[digit[1] - 1];
    if (!choice) return;
    event.preventDefault();
    choice.checked = true;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
    choice.focus();
  } else if (event.code === "KeyS") {
    document.getElementById("skip")?.click();
  }
});

// Where kin is known or likely, "same person" asks for the telling fact before it is sent; the service does in any case.
document.addEventListener("change", (event) => {
  const form = event.target.closest("#decision[data-fact-wanted]");
  if (!form || event.target.name !== "verdict") return;
  const fact = form.querySelector("input[name=fact_reference]");
  fact.required = event.target.value === "same";
  if (fact.required) fact.closest("details").open = true;
});

// An answer is sent once, however often the button is pressed.
document.addEventListener("submit", (event) => {
  if (event.target.id !== "decision") return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
});
window.addEventListener("pageshow", () => document.querySelectorAll("#decision").forEach((form) => delete form.dataset.sent));

// An answer that is another page, as when the session is over or something failed, is shown as that page.
document.addEventListener("htmx:after:request", (event) => {
  const { text, sourceElement } = event.detail.ctx;
  const wanted = sourceElement.getAttribute("hx-target")?.slice(1);
  if (text.includes(`id="${wanted}"`)) return;
  event.preventDefault();
  if (!sourceElement.hasAttribute("data-quiet")) sourceElement.submit();
});

// Who cannot see the results change is told by where the focus is.
document.addEventListener("htmx:after:swap", () => {
  if (document.activeElement?.closest("#search, #results") || document.activeElement === document.body) {
    document.getElementById("results-heading")?.focus();
  }
});
