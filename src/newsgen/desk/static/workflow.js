// The stage of a draft and what is done with it next. What a person may not do is shown, with the reason in words.
// The server says what each button does ("workflow" in docs/desk.md); nothing typed is left behind, because it is saved first.
"use strict";

(() => {
  const story = document.getElementById("story");
  const home = document.getElementById("workflow");
  const at = (id) => document.getElementById(id);
  let words;

  const made = (tag, properties = {}, ...children) => {
    const found = Object.assign(document.createElement(tag), properties);
    found.append(...children.filter(Boolean));
    return found;
  };

  async function take(step) {
    for (const button of home.querySelectorAll("button")) button.disabled = true;
    if (!await window.newsgenSettled()) { location.hash = "notice"; return refuse(words.unsaved); } // a conflict to decide, or no server
    try {
      const texts = await (await fetch("/_/api/texts")).json();
      const answer = await fetch(`/_/api/story?path=${encodeURIComponent(story.dataset.path)}`, {
        method: "POST", headers: { "Content-Type": "application/json", "X-Desk-Token": texts.token },
        body: JSON.stringify({ version: story.dataset.version, edits: step.edits }),
      });
      if (answer.ok) { location.reload(); return; }
      const value = await answer.json().catch(() => ({}));
      refuse(value.message || words[answer.status === 401 ? "log-in-again" : answer.status === 403 ? "forbidden" : "offline"]);
    } catch {
      refuse(words.offline);
    }
  }

  function refuse(text) {
    at("notice").textContent = text;
    at("notice").hidden = false;
    at("notice").classList.remove("soft");
    show(last);
  }

  let last;
  function show(workflow) {
    last = workflow;
    home.hidden = !workflow || !workflow.stages.length;
    if (home.hidden) { home.replaceChildren(); return; }
    const reasons = new Map();
    const button = (step, properties) => {
      const one = made("button", { type: "button", textContent: step.label, disabled: Boolean(step.reason), ...properties });
      if (step.reason) {
        if (!reasons.has(step.reason)) reasons.set(step.reason, []);
        reasons.get(step.reason).push(step.label);
        one.title = step.reason;
        one.setAttribute("aria-describedby", "workflow-reasons");
      } else one.addEventListener("click", () => take(step));
      return one;
    };
    const stages = made("div", { className: "stage-row" });
    stages.setAttribute("role", "group");
    stages.setAttribute("aria-label", words["stage-is"]);
    for (const step of workflow.stages) {
      const one = button(step, { className: "quiet" });
      one.setAttribute("aria-pressed", String(step.name === workflow.stage));
      stages.append(one);
    }
    const steps = made("div", { className: "steps" }, ...workflow.steps.map((step, number) => button(step, { className: number || step.name === "take-back" ? "second" : "" })));
    const why = made("p", { id: "workflow-reasons", className: "why" });
    why.textContent = [...reasons].map(([reason, labels]) => `${labels.map((label) => `«${label}»`).join("، ")}: ${reason}`).join(" ");
    home.replaceChildren(stages, steps, why);
  }

  document.addEventListener("desk-story", async (event) => {
    const workflow = event.detail.workflow;
    words ||= (await (await fetch("/_/api/texts")).json()).words;
    show(workflow);
  });
})();
