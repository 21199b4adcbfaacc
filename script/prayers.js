// Prayer times, computed in the reader's page for the place and by the method that its box names. No words stand here.
// The sun's place is that of NOAA's solar calculator, after Jean Meeus, "Astronomical Algorithms", chapter 25:
// https://gml.noaa.gov/grad/solcalc/calcdetails.html
(() => {
  "use strict";
  const MINUTE = 6e4, DAY = 864e5, RAD = Math.PI / 180, SUNSET = 0.833;
  const sin = (degrees) => Math.sin(degrees * RAD), cos = (degrees) => Math.cos(degrees * RAD), tan = (degrees) => Math.tan(degrees * RAD);

  // Angles of the sun below the horizon at Fajr and Isha; minutes after Maghrib in place of the latter; the angle of Maghrib where
  // that is not sunset; and what the authority adds to sunrise, Dhuhr, Asr and Maghrib.
  const METHODS = {
    "mwl": { fajr: 18, isha: 17, add: [0, 1] },
    "umm-al-qura": { fajr: 18.5, minutes: 90 },
    "egypt": { fajr: 19.5, isha: 17.5, add: [0, 1] },
    "karachi": { fajr: 18, isha: 18, add: [0, 1] },
    "isna": { fajr: 15, isha: 15, add: [0, 1] },
    "diyanet": { fajr: 18, isha: 17, add: [-7, 5, 4, 7] },
    "kuwait": { fajr: 18, isha: 17.5 },
    "qatar": { fajr: 18, minutes: 90 },
    "dubai": { fajr: 18.2, isha: 18.2, add: [-3, 3, 3, 3] },
    "singapore": { fajr: 20, isha: 18, add: [0, 1], up: true },
    "tehran": { fajr: 17.7, isha: 14, maghrib: 4.5 },
    "jafari": { fajr: 16, isha: 14, maghrib: 4 },
  };

  // The sun's declination in degrees, and the equation of time in minutes.
  const sun = (moment) => {
    const century = (moment / DAY + 2440587.5 - 2451545) / 36525;
    const longitude = 280.46646 + century * (36000.76983 + century * 0.0003032);
    const anomaly = 357.52911 + century * (35999.05029 - century * 0.0001537);
    const eccentricity = 0.016708634 - century * (0.000042037 + century * 0.0000001267);
    const centre = sin(anomaly) * (1.914602 - century * (0.004817 + century * 0.000014)) + sin(2 * anomaly) * (0.019993 - century * 0.000101)
      + sin(3 * anomaly) * 0.000289;
    const node = 125.04 - 1934.136 * century;
    const apparent = longitude + centre - 0.00569 - 0.00478 * sin(node);
    const tilt = 23 + (26 + (21.448 - century * (46.815 + century * (0.00059 - century * 0.001813))) / 60) / 60 + 0.00256 * cos(node);
    const y = tan(tilt / 2) ** 2;
    const time = 4 / RAD * (y * sin(2 * longitude) - 2 * eccentricity * sin(anomaly) + 4 * eccentricity * y * sin(anomaly) * cos(2 * longitude)
      - 0.5 * y * y * sin(4 * longitude) - 1.25 * eccentricity ** 2 * sin(2 * anomaly));
    return { declination: Math.asin(sin(tilt) * sin(apparent)) / RAD, time };
  };

  const noon = (midnight, longitude) => {
    const about = midnight + DAY / 2 - longitude * 4 * MINUTE;
    return about - sun(about).time * MINUTE;
  };

  // The moment when the sun is so many degrees above the horizon, before (-1) or after (1) noon; NaN where it never is.
  const at = (midnight, { latitude, longitude }, height, side) => {
    let moment = noon(midnight, longitude) + side * DAY / 4;
    for (let turn = 0; turn < 3; turn++) {
      const { declination, time } = sun(moment);
      const degrees = typeof height === "function" ? height(declination) : height;
      const angle = (sin(degrees) - sin(latitude) * sin(declination)) / (cos(latitude) * cos(declination));
      moment = midnight + DAY / 2 - (longitude * 4 + time) * MINUTE + side * Math.acos(angle) / RAD * 4 * MINUTE;
    }
    return moment;
  };

  const isRamadan = (moment, timeZone) =>
    new Intl.DateTimeFormat("en-u-ca-islamic-umalqura", { month: "numeric", timeZone }).formatToParts(moment)
      .some(({ type, value }) => type === "month" && value === "9");

  // The six moments of a day, of which midnight in UTC is given, in milliseconds since 1970.
  const times = (midnight, place) => {
    const method = METHODS[place.method], [early = 0, late = 0, later = 0, latest = 0] = method.add || [];
    const rise = at(midnight, place, -SUNSET, -1), set = at(midnight, place, -SUNSET, 1), next = at(midnight + DAY, place, -SUNSET, -1);
    const night = next - set;
    const shadow = place.asr === "hanafi" ? 2 : 1;
    const asr = at(midnight, place, (declination) => Math.atan(1 / (shadow + tan(Math.abs(place.latitude - declination)))) / RAD, 1);
    // Where twilight lasts all night, or nearly, a share of the night stands in.
    const share = (angle) => night * ({ seventh: 1 / 7, angle: angle / 60 }[place.high] || 1 / 2);
    let fajr = at(midnight, place, -method.fajr, -1);
    if (!(fajr >= rise - share(method.fajr))) fajr = rise - share(method.fajr);
    const maghrib = method.maghrib ? at(midnight, place, -method.maghrib, 1) || set : set;
    let isha;
    if (method.minutes) isha = set + (place.method === "umm-al-qura" && isRamadan(set, place.zone) ? 120 : method.minutes) * MINUTE;
    else {
      isha = at(midnight, place, -method.isha, 1);
      if (!(isha <= set + share(method.isha))) isha = set + share(method.isha);
    }
    const found = {
      fajr, sunrise: rise + early * MINUTE, dhuhr: noon(midnight, place.longitude) + late * MINUTE, asr: asr + later * MINUTE,
      maghrib: maghrib + latest * MINUTE, isha,
    };
    const rounded = method.up ? Math.ceil : Math.round;
    for (const name in found) found[name] = (rounded(found[name] / MINUTE) + +((place.adjust || {})[name] || 0)) * MINUTE;
    return found;
  };

  const draw = (box) => {
    const { latitude, longitude, zone, method, asr, high, adjust, digits } = box.dataset;
    const place = { latitude: +latitude, longitude: +longitude, zone, method, asr, high, adjust: JSON.parse(adjust || "{}") };
    const now = Date.now();
    const [year, month, day] = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" })
      .formatToParts(now).filter(({ type }) => type !== "literal").map(({ value }) => +value);
    const found = times(Date.UTC(year, month - 1, day), place);
    const clock = new Intl.DateTimeFormat("ar-u-nu-" + digits, { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    const next = Object.keys(found).find((name) => name !== "sunrise" && found[name] > now);
    for (const part of box.querySelectorAll("[data-prayer]")) {
      const moment = found[part.dataset.prayer], time = document.createElement("time");
      if (moment) {
        time.textContent = clock.format(moment);
        time.dateTime = new Date(moment).toISOString();
        part.querySelector("dd").replaceChildren(time);
      }
      const coming = part.dataset.prayer === next;
      part.classList.toggle("next", coming);
      if (coming) part.setAttribute("aria-current", "time");
      else part.removeAttribute("aria-current");
    }
    box.hidden = false;
    if (box.nextElementSibling?.matches(".prayers-off")) box.nextElementSibling.hidden = true;
  };
  const drawAll = () => {
    for (const box of document.querySelectorAll(".prayers")) draw(box);
  };

  globalThis.newsgenPrayers = times;
  if (typeof document === "undefined") return;
  drawAll();
  document.addEventListener("newsgen-box", drawAll);
  setInterval(() => document.hidden || drawAll(), MINUTE);
})();
