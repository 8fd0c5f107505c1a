// What is typed is kept on the server as a draft, a moment after the last key, and says so.

const WAIT = 1200; // milliseconds between the last change and the save
const RETRY = 10000; // and until the next attempt after a failure

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const state = form.querySelector("[data-autosave-state]");
  let timer = 0;
  let request = null;
  let sent = false;

  const save = async () => {
    clearTimeout(timer);
    if (sent) return;
    request?.abort();
    request = new AbortController();
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "application/json" },
        signal: request.signal,
        keepalive: true, // also when the page is being left
        redirect: "error", // to the login page, where the session has ended
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const { saved } = await answer.json();
      state.textContent = saved ? `${form.dataset.saved} ${saved}` : "";
      state.classList.remove("save-failed");
    } catch (error) {
      if (error.name === "AbortError") return;
      state.textContent = form.dataset.failed;
      state.classList.add("save-failed");
      timer = setTimeout(save, RETRY);
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
    form.dataset.unsaved = "yes";
  });
  form.addEventListener("submit", () => {
    sent = true; // the form itself is on its way; a draft after it would be a ghost
    clearTimeout(timer);
    request?.abort();
  });
  addEventListener("pageshow", () => {
    sent = false; // back from the next page
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && form.dataset.unsaved && !sent) save();
  });
}
