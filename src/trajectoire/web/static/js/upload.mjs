// The progress of an upload; without this script the form is sent as any other.
const form = document.getElementById("bring");
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const bar = document.getElementById("bring-bar");
  document.getElementById("bring-progress").hidden = false;
  form.querySelector("button").disabled = true;
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.addEventListener("progress", (sent) => {
    if (sent.lengthComputable) bar.value = (100 * sent.loaded) / sent.total;
  });
  request.addEventListener("load", () => {
    // The answer is the next page already, with its messages: show it as it is.
    history.replaceState(null, "", request.responseURL || location.href);
    document.open();
    document.write(request.responseText);
    document.close();
  });
  request.addEventListener("error", () => { form.querySelector("button").disabled = false; form.submit(); });
  request.send(new FormData(form));
});
