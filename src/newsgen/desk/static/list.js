// The list of stories: how long it is until each story goes out, counted down.
"use strict";

(() => {
  const lang = document.documentElement.lang;
  const format = new Intl.RelativeTimeFormat(`${lang}-u-nu-latn`, { numeric: "always" });
  const cells = [...document.querySelectorAll("[data-moment]")];

  function left(cell) {
    const minutes = Math.ceil((Date.parse(cell.dataset.moment) - Date.now()) / 60000);
    const [amount, unit] = minutes < 60 ? [minutes, "minute"] : minutes < 48 * 60 ? [Math.round(minutes / 60), "hour"] : [Math.round(minutes / 1440), "day"];
    cell.textContent = format.format(Math.max(0, amount), unit);
  }

  const all = () => cells.forEach(left);
  all();
  if (cells.length) setInterval(all, 15000);
})();
