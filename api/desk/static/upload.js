// A file is sent without leaving the page, so that it need not be chosen again, and its way is shown as it goes.
"use strict";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.id !== "upload") return;
  event.preventDefault();
  const sending = document.getElementById("sending");
  const [bar, said] = [sending.querySelector("progress"), sending.querySelector("span")];
  const request = new XMLHttpRequest();
  const buttons = form.querySelectorAll("button");
  const end = (text) => {
    buttons.forEach((button) => { button.disabled = false; });
    bar.hidden = true;
    said.textContent = text;
    sending.hidden = !text;
  };
  request.open("POST", event.submitter?.getAttribute("formaction") ?? form.getAttribute("action"));
  request.upload.onprogress = (sent) => { if (sent.lengthComputable) bar.value = sent.loaded / sent.total; };
  request.onerror = request.onabort = () => end(said.dataset.dropped);
  request.onload = () => {
    end("");
    const answer = new DOMParser().parseFromString(request.responseText, "text/html");
    // What has no such places is another page, as when the session is over.
    const places = answer.getElementById("outcome") ? ["columns", "outcome"] : ["main"];
    for (const id of places) document.getElementById(id).replaceWith(answer.getElementById(id));
    (document.getElementById("outcome-heading") ?? document.getElementById("main")).focus();
  };
  const body = new FormData(form);
  buttons.forEach((button) => { button.disabled = true; });
  bar.hidden = false;
  bar.removeAttribute("value");
  said.textContent = said.dataset.sending;
  sending.hidden = false;
  request.send(body);
});
