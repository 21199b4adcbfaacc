// While the site is being built or sent, the first part of the page is fetched again; forms stay as they are.
const site = document.getElementById("site");

async function refresh() {
  let text;
  try {
    const answer = await fetch("/_/api/site");
    if (!answer.ok || answer.redirected) return;
    text = await answer.text();
  } catch {
    setTimeout(refresh, 10000);
    return;
  }
  const next = new DOMParser().parseFromString(text, "text/html");
  const part = next.getElementById("live");
  const now = document.getElementById("live");
  if (part && now.innerHTML !== part.innerHTML) now.replaceChildren(...part.childNodes);
  const busy = "busy" in next.getElementById("site").dataset;
  setTimeout(refresh, busy ? 1000 : 10000);
}

setTimeout(refresh, "busy" in site.dataset ? 1000 : 10000);
