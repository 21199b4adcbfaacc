// Who else is in the story. The window that writes is open to its person; in all others the fields are locked (inert), and say why.
// Nothing typed is lost by it: a window that loses the story saves first, and a save merges. docs/desk.md describes the beats.
"use strict";

(() => {
  const story = document.getElementById("story");
  const bar = document.getElementById("presence");
  const at = (id) => document.getElementById(id);
  const locked = ["keys", "lead", "more", "blocks", "workflow"];
  const VISIBLE = 5000, HIDDEN = 20000; // milliseconds between two beats

  // A window keeps its name over a reload, and a copy of the tab does not get it.
  const kept = `desk-window:${story.dataset.path}`;
  let name;
  try { name = sessionStorage.getItem(kept); sessionStorage.removeItem(kept); } catch { /* a private window */ }
  name ||= Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  let words, token = story.dataset.token, writing = false, mayWrite = false, typed = Date.now(), timer, sure = false, before = "", odd = "", failures = 0;
  let reloading = false, saved = false, last = null;

  const say = (key, values = {}) => Object.entries(values).reduce((text, [field, value]) => text.replaceAll(`{${field}}`, value), words[key]);
  const isSaving = () => Boolean(words) && at("state").textContent === words.saving;
  const isUnsaved = () => !at("save").disabled || isSaving();

  function post(wish, keepalive = false) {
    return fetch(`/_/api/presence?path=${encodeURIComponent(story.dataset.path)}`, {
      method: "POST", keepalive, headers: { "Content-Type": "application/json", "X-Desk-Token": token },
      body: JSON.stringify({ window: name, wish, writing, idle: Math.min(1e6, Math.max(0, Math.round((Date.now() - typed) / 1000))) }),
    });
  }

  async function texts() {
    const answer = await fetch("/_/api/texts");
    if (!answer.ok) return false;
    const found = await answer.json();
    words = found.words;
    const changed = token !== found.token;
    token = found.token;
    return changed;
  }

  async function beat(wish) {
    clearTimeout(timer);
    try {
      let answer = await post(wish);
      if ([401, 403].includes(answer.status) && await texts()) answer = await post(wish); // another login has another token
      if (answer.ok) { failures = 0; await heard(await answer.json(), wish); }
      else if ([403, 404].includes(answer.status)) { closed(); return; }
      else if (answer.status === 401) show([words["log-in-again"]]);
      else if (answer.status >= 500) failed();
    } catch {
      failed();
    }
    if (!reloading) timer = setTimeout(beat, document.hidden ? HIDDEN : VISIBLE, "stay");
  }

  function closed() { // the person may not see the story any more, or there is none: nothing more to ask
    writing = false;
    reloading = true;
    lock(true);
    last = null;
    show([say("closed")]);
  }

  function failed() {
    failures += 1;
    if (failures > 1 && words) show([say("nobody-known")]);
  }

  async function heard(seen, wish) {
    if (wish === "take" && seen.writing) { reload(); return; }
    if (!writing && seen.writing && wish === "stay") { reload(); return; } // it was handed over: begin with what is saved
    const lostNow = writing && !seen.writing;
    writing = seen.writing;
    mayWrite = seen.may_write;
    if (lostNow && isUnsaved()) at("save").click();
    lock(!seen.writing && (seen.writer !== null || mayWrite));
    const isNewer = Boolean(story.dataset.version) && seen.version !== story.dataset.version;
    const newer = isNewer && odd === seen.version; // twice: a save of this window's own may have been on its way
    odd = isNewer ? seen.version : "";
    last = [seen, newer];
    show(...view(...last));
  }

  function reload() {
    if (isUnsaved()) { lock(false); return; }
    reloading = true;
    location.reload();
  }

  function lock(on) {
    for (const id of locked) if (at(id)) at(id).inert = on;
    story.classList.toggle("locked", on);
  }

  // What the bar says: a text, then buttons as [word, action, is it quiet].
  function view(seen, newer) {
    const lines = [], buttons = [];
    if (seen.writing) {
      if (seen.asking.length) {
        lines.push(say("asks", { names: seen.asking.join("، ") }));
        buttons.push([say("give"), give], [say("not-yet"), () => beat("keep"), true]);
      } else if (seen.readers.length) {
        lines.push(say("reads", { names: seen.readers.join("، ") }));
      }
      if (newer) {
        lines.push(say("changed-outside"));
        if (!isUnsaved()) buttons.push([say("show-it"), reload, true]);
      }
      return [lines, buttons, Boolean(seen.asking.length || newer)];
    }
    const writer = seen.writer;
    if (seen.lost) {
      lines.push(say(seen.lost.given ? "given" : "lost", seen.lost), say(isUnsaved() ? "lost-unsaved" : "lost-saved"));
    } else if (writer) {
      lines.push(writer.own ? say("writes-elsewhere") : writer.idle < 10 ? say("writes", { name: writer.name, at: writer.since })
        : say("writes-idle", { name: writer.name, at: writer.since, minutes: writer.idle }));
    } else if (mayWrite) {
      lines.push(say("nobody-writes"));
    }
    if (seen.asked && writer) lines.push(say("asked"));
    if (seen.refused && writer) lines.push(say("kept-writing", { name: writer.name }));
    if (mayWrite && sure && writer) {
      lines.push(say("take-sure", { name: writer.name }));
      buttons.push([say("take-yes"), take], [say("take-no"), () => { sure = false; beat("stay"); }, true]);
    } else if (mayWrite) {
      if (!writer || writer.own) buttons.push([say("write-here"), take]);
      else {
        if (!seen.asked) buttons.push([say("ask"), () => beat("ask")]);
        buttons.push([say("take-over", { name: writer.name }), () => { sure = true; beat("stay"); }, true]);
      }
    }
    if (newer) { lines.push(say("newer-version")); buttons.push([say("show-it"), reload, true]); }
    return [lines, buttons, true];
  }

  function take() { sure = false; beat("take"); }

  async function give() {
    if (isUnsaved()) at("save").click();
    for (let wait = 0; wait < 40 && isUnsaved(); wait += 1) await new Promise((done) => setTimeout(done, 250));
    if (isUnsaved()) { at("notice").scrollIntoView({ block: "nearest" }); return; } // a conflict to decide first
    beat("give");
  }

  function show(lines, buttons = [], strong = true) {
    const state = JSON.stringify([lines, buttons.map(([text]) => text), strong]);
    if (state === before) return; // a button keeps its focus, and nothing is read out twice
    before = state;
    bar.hidden = !lines.length;
    bar.classList.toggle("strong", strong);
    const said = document.createElement("div");
    for (const line of lines) said.append(Object.assign(document.createElement("p"), { textContent: line }));
    const choices = Object.assign(document.createElement("div"), { className: "choices" });
    for (const [text, act, quiet] of buttons) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: text, className: quiet ? "quiet" : "" });
      button.addEventListener("click", act);
      choices.append(button);
    }
    bar.replaceChildren(said, ...(buttons.length ? [choices] : []));
  }

  function leave() {
    if (saved) return;
    saved = true;
    try { sessionStorage.setItem(kept, name); } catch { /* a private window */ }
    if (!reloading) post("leave", true).catch(() => {});
  }

  // "All is saved" stands there only while it is true.
  const settled = new MutationObserver(() => { if (last && !writing && !reloading) show(...view(...last)); });
  settled.observe(at("save"), { attributes: true });
  settled.observe(at("state"), { childList: true });
  document.addEventListener("input", () => { typed = Date.now(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) beat("stay"); });
  addEventListener("online", () => beat("stay"));
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    saved = false;
    try { sessionStorage.removeItem(kept); } catch { /* a private window */ }
    beat("open");
  });
  texts().then(() => beat("open"));
})();
