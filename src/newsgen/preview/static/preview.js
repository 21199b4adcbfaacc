// The preview's part in a page: what livereload must know, the badges of links to stories that are not published yet.
{
  const known = JSON.parse(document.getElementById("newsgen-preview").textContent)

  // livereload asks its plug-ins for what they know when it connects. The server compares: what was saved between
  // this page's delivery and the connection reloads it at once.
  window.LiveReloadPluginNewsgen = class {
    static identifier = "newsgen"
    static version = "1.0"
    analyze() { return { token: known.token } }
    reload(path) {
      const event = new CustomEvent("newsgen-reload", { cancelable: true, detail: path })
      return !document.dispatchEvent(event)
    }
  }

  // Browsers without declarative shadow trees (before 2024)
  for (const host of document.querySelectorAll("newsgen-preview")) {
    const template = host.querySelector("template")
    if (!host.shadowRoot && template) host.attachShadow({ mode: "open" }).append(template.content)
  }

  const badge = labels => {
    for (const link of document.querySelectorAll("a[href]:not([data-newsgen])")) {
      link.dataset.newsgen = ""
      const label = link.origin === location.origin && labels[link.pathname]
      if (!label || !link.textContent.trim()) continue
      const mark = document.createElement("span")
      mark.className = "newsgen-badge"
      mark.textContent = label
      link.append(" ", mark)
    }
  }

  if (known.unpublished) {
    const style = document.createElement("link")
    style.rel = "stylesheet"
    style.href = "/__newsgen/badge.css"
    document.head.append(style)
    fetch("/__newsgen/unpublished.json").then(answer => answer.json()).then(labels => {
      badge(labels)
      new MutationObserver(() => badge(labels)).observe(document.body, { childList: true, subtree: true })
    })
  }
}
