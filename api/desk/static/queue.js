// The list of waiting pairs changes by itself. Without script it is as it was when the page was opened.
"use strict";

(() => {
  const list = () => document.getElementById("pairs");
  const show = (id, shown) => {
    const note = document.getElementById(id);
    if (note) note.hidden = !shown;
  };

  // Begun from here and not by an attribute of the page: htmx may look at the page before its extension has come.
  function listen() {
    const waiting = list();
    if (!waiting?.dataset.live || waiting.hasAttribute("hx-sse:connect")) return;
    waiting.setAttribute("hx-sse:connect", waiting.dataset.live);
    htmx.process(waiting);
    htmx.trigger(waiting, "listen");
  }
  listen();
  document.addEventListener("htmx:after:swap", listen);

  document.addEventListener("htmx:sse:after:connection", () => show("live", true));
  document.addEventListener("htmx:sse:error", () => show("live", false));

  // The stream ended for good: the session is over, or works on something else now, and the page says so by itself.
  document.addEventListener("over", (event) => {
    if (event.detail.data !== "elsewhere") return location.reload();
    show("live", false);
    show("ended", true);
  });

  // Who stood on a pair that went is not thrown back to the top of the page.
  let inside = false;
  document.addEventListener("focusin", (event) => { inside = list()?.contains(event.target) ?? false; });
  document.addEventListener("htmx:after:swap", () => {
    if (inside && !list()?.contains(document.activeElement)) document.getElementById("waiting")?.focus();
  });
})();
