// Speeds and jumps for recorded sound, one recording at a time, and the times of a transcript as buttons. Without it the browser's own
// player is there. The words come from the templates.
(() => {
  "use strict";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const players = all(".sound audio");

  for (const audio of players) {
    const tools = audio.parentElement.querySelector(".sound-tools");
    if (!tools) continue;
    tools.inert = false;
    for (const button of all("[data-jump]", tools)) {
      button.addEventListener("click", () => {
        audio.currentTime = Math.max(0, audio.currentTime + Number(button.value));
      });
    }
    const speeds = all("[data-speed]", tools);
    for (const button of speeds) {
      button.addEventListener("click", () => {
        audio.playbackRate = audio.defaultPlaybackRate = Number(button.value);
      });
    }
    audio.addEventListener("ratechange", () => {
      for (const button of speeds) button.ariaPressed = String(Number(button.value) === audio.playbackRate);
    });
    audio.addEventListener("play", () => {
      for (const other of players) if (other !== audio) other.pause();
    });
  }

  // A link to the transcript unfolds it.
  const unfold = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target?.matches?.("details.transcript")) target.open = true;
  };
  addEventListener("hashchange", unfold);
  unfold();

  // A time of the transcript leads to its place in the story's own recording, else in the first of the page.
  const audio = document.querySelector(".story-sound audio") || players[0];
  const clock = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/;
  for (const time of audio ? all(".transcript time[datetime]") : []) {
    const parts = clock.exec(time.dateTime);
    if (!parts) continue;
    const [hours, minutes, seconds] = parts.slice(1).map((part) => Number(part || 0));
    const button = document.createElement("button");
    button.type = "button";
    button.append(...time.childNodes);
    time.append(button);
    button.addEventListener("click", () => {
      audio.currentTime = hours * 3600 + minutes * 60 + seconds;
      audio.play();
    });
  }
})();
