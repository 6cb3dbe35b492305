// Slides as SVG that the server drew: one still, or a stage that fills the screen and turns by keys.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".root");
  root.className = `root ${data.mode}`;
  let place = Math.min(Number(root.dataset.place || 0), data.slides.length - 1);

  const draw = () => {
    root.innerHTML = data.slides[place];
    const svg = root.querySelector("svg");
    svg.removeAttribute("width");
    svg.removeAttribute("height");
    root.dataset.place = place;
    root.setAttribute("aria-label", data.label.replace("{number}", place + 1));
  };
  draw();
  if (data.mode !== "stage") return;

  const turn = (by) => {
    place = Math.max(0, Math.min(data.slides.length - 1, place + by));
    draw();
  };
  const steps = {
    ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, Enter: 1,
    ArrowLeft: -1, ArrowUp: -1, PageUp: -1, Backspace: -1, Home: -1e6, End: 1e6,
  };
  const pressed = (event) => {
    if (event.key in steps) turn(steps[event.key]);
    else if (event.key === "f" || event.key === "F") {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen();
    } else if (event.key === "Escape" && !document.fullscreenElement) setTriggerValue("left", true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const clicked = (event) => {
    if (event.target.closest("a")) return;
    turn(event.clientX > window.innerWidth / 3 ? 1 : -1);
  };
  window.addEventListener("keydown", pressed, true);
  root.addEventListener("click", clicked);
  return () => {
    window.removeEventListener("keydown", pressed, true);
    root.removeEventListener("click", clicked);
  };
}
