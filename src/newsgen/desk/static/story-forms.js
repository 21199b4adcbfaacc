// The forms of the page that are plain posts: an update of live coverage, a correction, a withdrawal. With this script they are sent
// without leaving the page, and what is typed stays in the browser until the server has it. docs/desk.md describes what they send.
"use strict";

(() => {
  const story = document.getElementById("story");
  const at = (id) => document.getElementById(id);
  const opened = Date.now();
  let texts;

  async function fresh() { // the words, and the token of the session that there is now
    const answer = await fetch("/_/api/texts");
    if (answer.ok) texts = await answer.json();
    return answer.ok;
  }

  function keeper(form) {
    const about = form.elements.was_text ? `:${form.elements.was_at.value}:${form.elements.was_text.value}` : "";
    const key = `desk-form:${story.dataset.user}:${story.dataset.path}:${form.dataset.form}${about}`;
    const fields = [...form.elements].filter((one) => one.name && !["hidden", "submit"].includes(one.type));
    const value = (one) => (one.type === "checkbox" ? one.checked : one.value);
    const served = (one) => (one.type === "checkbox" ? one.defaultChecked : one.defaultValue);
    return {
      fields,
      keep() { // what differs from the page as it was served: a time that nobody touched is that of the day on which it is sent
        const typed = fields.filter((one) => value(one) !== served(one)).map((one) => [one.name, value(one)]);
        try {
          if (typed.length) localStorage.setItem(key, JSON.stringify(Object.fromEntries(typed)));
          else localStorage.removeItem(key);
        } catch { /* a private window keeps nothing */ }
      },
      forget() { try { localStorage.removeItem(key); } catch { /* nothing is kept */ } },
      bring() {
        let kept = null;
        try { kept = JSON.parse(localStorage.getItem(key)); } catch { /* nothing is kept */ }
        if (!kept) return false;
        for (const one of fields) if (one.name in kept) { if (one.type === "checkbox") one.checked = kept[one.name]; else one.value = kept[one.name]; }
        return true;
      },
    };
  }

  function prepare(form) {
    const kind = form.dataset.form;
    const said = form.querySelector(".said");
    const buttons = form.querySelectorAll("button");
    const kept = keeper(form);
    const isUpdate = kind === "update";
    let sending = false;

    function say(text, tone = "") {
      said.textContent = text;
      said.className = `said ${tone}`;
    }

    function busy(on) {
      sending = on;
      for (const one of buttons) one.disabled = on;
      for (const one of kept.fields) if (one.type === "checkbox") one.disabled = on; else one.readOnly = on;
    }

    async function send(submitter) {
      const body = new URLSearchParams(new FormData(form));
      if (submitter?.name) body.set(submitter.name, submitter.value);
      busy(true);
      say(isUpdate ? texts.words["update-sending"] : "");
      let answer, value = {};
      try {
        if (!await fresh()) { say(texts.words["log-in-again"], "stop"); busy(false); return; }
        if (!isUpdate && !await window.newsgenSettled()) { say(texts.words.unsaved, "stop"); busy(false); return; }
        body.set("token", texts.token);
        answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json", "X-Desk-Token": texts.token } });
        value = await answer.json().catch(() => ({}));
      } catch {
        busy(false);
        say(texts.words["form-offline"], "stop");
        return;
      }
      busy(false);
      if (!answer.ok) {
        say(value.message || texts.words[answer.status === 401 ? "log-in-again" : answer.status === 403 ? "forbidden" : "form-offline"], "stop");
        return;
      }
      kept.forget();
      if (!isUpdate) { location.assign(`/_/story?path=${encodeURIComponent(story.dataset.path)}&done=${kind}`); return; }
      const first = kept.fields.find((one) => one.value) || kept.fields[0];
      for (const one of kept.fields) if (one.type === "checkbox") one.checked = one.defaultChecked = false; else one.value = one.defaultValue = "";
      first.focus();
      say(value.message, "good");
      document.dispatchEvent(new Event("desk-refresh"));
    }

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!sending) send(event.submitter);
    });
    form.addEventListener("input", () => { kept.keep(); if (said.classList.contains("good")) say(""); });
    if (kind !== "withdraw") {
      form.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.isComposing) return;
        if (event.ctrlKey || event.metaKey) { event.preventDefault(); if (!sending) form.requestSubmit(); }
        else if (isUpdate && event.target.name === "headline") { event.preventDefault(); form.elements.text.focus(); }
      });
    }
    const details = form.closest("details");
    const time = form.elements.at;
    if (details && "new" in form.dataset) { // the page may stand open for long before somebody corrects
      details.addEventListener("toggle", () => {
        if (!details.open || time.value !== time.defaultValue) return;
        const served = Date.parse(`${form.dataset.now.replace(" ", "T")}:00Z`);
        if (served) time.value = time.defaultValue = new Date(served + Date.now() - opened).toISOString().slice(0, 16).replace("T", " ");
      });
    }
    if (kept.bring()) {
      for (let one = details; one; one = one.parentElement.closest("details")) one.open = true;
      say(texts.words["form-kept"]);
    }
  }

  // Until the words are here, and where they do not come, the forms are plain posts.
  fresh().then((came) => { for (const form of came ? document.querySelectorAll("form[data-form]") : []) prepare(form); }).catch(() => {});

  document.addEventListener("desk-story", (event) => { // the headline as it is saved
    const title = event.detail.values?.title;
    if (typeof title === "string" && title) at("headline").textContent = title;
  });
})();
