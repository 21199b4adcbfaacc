// Is this story on the site yet? The answer stands below the bar, and is asked for again while it may change.
const place = document.getElementById("on-site");
const there = document.getElementById("on-site-link");
const pauses = { wait: 3000, stop: 10000 };
let timer = 0;

async function ask() {
  clearTimeout(timer);
  let pause = 15000;
  try {
    const answer = await fetch(`/_/api/on-site?path=${encodeURIComponent(place.dataset.path)}`);
    if (answer.ok) {
      const { state, tone, text, hint, link } = await answer.json();
      const words = hint ? `${text} ${hint}` : text;
      if (place.textContent !== words) place.textContent = words;
      place.className = `tone ${tone}`;
      place.hidden = false;
      there.hidden = !link;
      if (link) there.href = link;
      if (state !== "on-waits") pause = pauses[tone] || pause;
    } else if (answer.status === 404) {
      place.hidden = true;
    }
  } catch { /* the page says by itself that the server is away */ }
  timer = setTimeout(ask, document.hidden ? 60000 : pause);
}

document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(ask, 700); }).observe(document.getElementById("state"), { childList: true, characterData: true, subtree: true });
ask();
