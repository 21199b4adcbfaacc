// The desk follows every save, and the time that passes, without losing what is being typed or read.
{
  const parts = ["next", "stories"]
  let asking = false, again = false

  const refresh = async () => {
    if (asking) { again = true; return }
    asking = true
    try {
      const answer = await fetch(location.href)
      if (!answer.ok) return
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html")
      const open = new Set([...document.querySelectorAll("details[open]")].map(one => one.dataset.story))
      for (const id of parts) {
        const now = document.getElementById(id), then = fresh.getElementById(id)
        if (!now || !then || now.outerHTML === then.outerHTML) continue
        for (const one of then.querySelectorAll("details")) one.open = open.has(one.dataset.story)
        const focused = now.contains(document.activeElement) && document.activeElement.getAttribute("href")
        now.replaceWith(document.adoptNode(then))
        if (focused) then.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true })
      }
      for (const now of document.querySelectorAll("select")) {
        const then = fresh.querySelector(`select[name="${now.name}"]`)
        for (const option of now.options) {
          const other = then && [...then.options].find(one => one.value === option.value)
          if (other && other.text !== option.text) option.text = other.text
        }
      }
    } finally {
      asking = false
      if (again) { again = false; refresh() }
    }
  }

  document.addEventListener("newsgen-reload", event => {
    if (/\.(css|png|jpe?g|gif)$/i.test(event.detail)) return
    event.preventDefault()
    refresh()
  })
  document.querySelector(".filters").addEventListener("change", event => {
    if (event.target.matches("select")) event.currentTarget.requestSubmit()
  })
  // The list follows what is typed, and so does the address.
  let typing
  document.querySelector(".filters input").addEventListener("input", event => {
    clearTimeout(typing)
    typing = setTimeout(() => {
      const address = new URL(location.href)
      address.searchParams.delete("page")
      const text = event.target.value.trim()
      text ? address.searchParams.set("q", text) : address.searchParams.delete("q")
      history.replaceState(null, "", address)
      refresh()
    }, 150)
  })
  // Countdowns go on by the minute; while stories are still looked through, their findings come in.
  let waited = 0
  setInterval(() => {
    waited += 3
    const left = +document.getElementById("stories").dataset.left
    if (document.hidden || (waited < 60 && !left)) return
    waited = 0
    refresh()
  }, 3000)
}
