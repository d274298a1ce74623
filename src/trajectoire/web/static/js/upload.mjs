// The progress of an upload; without this script the form is sent as any other.
const form = document.getElementById("bring");
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const bar = document.getElementById("bring-bar");
  document.getElementById("bring-progress").hidden = false;
  form.querySelector("button").disabled = true;
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
  request.upload.addEventListener("progress", (sent) => {
    if (sent.lengthComputable) bar.value = (100 * sent.loaded) / sent.total;
  });
  request.addEventListener("load", () => {
    const next = request.getResponseHeader("Location");
    if (request.status === 204 && next) { location.assign(next); return; }
    // A refusal is a page: show its words here, and let another choice be made.
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    document.getElementById("bring-refused").textContent = page.querySelector("main")?.textContent ?? request.statusText;
    document.getElementById("bring-progress").hidden = true;
    form.querySelector("button").disabled = false;
  });
  request.addEventListener("error", () => { form.querySelector("button").disabled = false; form.submit(); });
  request.send(new FormData(form));
});
