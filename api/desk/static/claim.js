// Whoever is at work on a pair keeps it: the service is told now and then that somebody still reads, types or points.
"use strict";

(() => {
  const EVERY = 60_000;
  let told = Date.now();

  function atWork() {
    const form = document.getElementById("claim");
    if (!form || Date.now() - told < EVERY) return;
    told = Date.now();
    htmx.trigger(form, "at-work");
  }

  for (const sign of ["keydown", "pointermove", "pointerdown", "scroll", "focus"]) {
    window.addEventListener(sign, atWork, { capture: true, passive: true });
  }
})();
