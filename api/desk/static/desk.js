// What pages gain by script; each works without it. Nothing is kept in the browser's storage.
"use strict";

// A key does what bears it: an answer is chosen, a link followed, a button pressed. Never while somebody writes. Digits
// and Latin letters count by their place on the keyboard where another script is set.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return;
  if (event.target.closest("input:not([type=radio]):not([type=checkbox]), select, textarea")) return;
  const place = /^(?:Digit|Numpad|Key)([0-9A-Z])$/.exec(event.code)?.[1].toLowerCase();
  const bearers = [...document.querySelectorAll("[data-key]")];
  const bears = (key) => bearers.find((one) => one.dataset.key === key);
  const bearer = bears(event.key.toLowerCase()) ?? (/^[a-z]$/i.test(event.key) ? undefined : bears(place));
  if (!bearer) return;
  event.preventDefault();
  if (bearer.type !== "radio") return bearer.click();
  bearer.checked = true;
  bearer.dispatchEvent(new Event("change", { bubbles: true }));
  bearer.focus({ preventScroll: true });
  bearer.scrollIntoView({ block: "nearest", behavior: "instant" });
});

// Whoever fills in a long form is at work, though no page is opened meanwhile: the service is told now and then.
let told = Date.now();
document.addEventListener("input", () => {
  if (Date.now() - told < 120_000) return;
  told = Date.now();
  fetch("/desk/at-work", { redirect: "manual" }).catch(() => {});
});

// The seconds left to undo an answer are counted down; what became of it the service says when they are over.
setInterval(() => {
  document.querySelectorAll("[data-seconds]").forEach((told) => {
    told.textContent = told.textContent.replace(/\d+/, (seconds) => Math.max(0, seconds - 1));
  });
}, 1000);

// Where kin is known or likely, "same person" asks for the telling fact before it is sent; the service does in any case.
document.addEventListener("change", (event) => {
  const form = event.target.closest("#decision[data-fact-wanted]");
  if (!form || event.target.name !== "verdict") return;
  const fact = form.querySelector("input[name=fact_reference]");
  fact.required = event.target.value === "same";
  if (fact.required) fact.closest("details").open = true;
});

// The next pair comes in the place of the one that was answered, with all scripts and styles as they are. What is no pair,
// as the queue when all is answered or the page to sign in, is gone to, for it may need others.
document.addEventListener("htmx:after:request", (event) => {
  const { response, sourceElement } = event.detail.ctx;
  if (sourceElement.id !== "decision" || new URL(response.raw.url).pathname.startsWith("/desk/pairs/")) return;
  event.preventDefault();
  location.assign(response.raw.url);
});
document.addEventListener("htmx:error", (event) => {
  if (event.detail.ctx.sourceElement.id === "decision") event.detail.ctx.sourceElement.submit();
});

// An answer that is another page, as when the session is over or something failed, is shown as that page.
document.addEventListener("htmx:after:request", (event) => {
  const { text, sourceElement } = event.detail.ctx;
  const wanted = sourceElement.getAttribute("hx-target");
  if (!wanted?.startsWith("#") || text.includes(`id="${wanted.slice(1)}"`)) return;
  event.preventDefault();
  if (!sourceElement.hasAttribute("data-quiet")) sourceElement.submit();
});

// Who cannot see the page change is told by where the focus is.
document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail.ctx.target === document.body) {
    document.querySelector("h1").focus({ preventScroll: true });
    return scrollTo({ top: 0, behavior: "instant" });
  }
  if (document.activeElement?.closest("#search, #results") || document.activeElement === document.body) {
    document.getElementById("results-heading")?.focus();
  }
});
