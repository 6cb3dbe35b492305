// A view as a card: its chart or its table, what it says, its source, and what may be done with it.
// Everything that comes from data is set as text, never as markup.
//
// One component for all of it: each element of Streamlit's costs the browser some milliseconds
// whenever something on the page changes, and a card was nineteen of them.

// What is asked for and what is drawn, by the place where it is drawn.
const charts = new WeakMap();

// early.js asks for Plotly before the first card comes; it makes itself global.
const plotly = async () => {
  await import(globalThis.district.plotly);
  return globalThis.Plotly;
};

// A new chart each time, put in place when it is whole: to find out what differs from the one
// before takes Plotly half as long again, and what is on no page yet need not be laid out.
const draw = async (place) => {
  const chart = charts.get(place);
  const { asked, width } = chart;
  if (!width || (chart.drawn === asked && chart.drawnWidth === width)) return;
  Object.assign(chart, { drawn: asked, drawnWidth: width });
  const { data, layout } = JSON.parse(asked);
  place.style.height = `${layout.height}px`;
  const Plotly = globalThis.Plotly ?? (await plotly());
  const fresh = element("div");
  await Plotly.newPlot(fresh, data, { ...layout, width }, { displayModeBar: false });
  if (chart.drawn !== asked || chart.drawnWidth !== width) return; // a newer one is on its way
  fresh.on("plotly_click", ({ points }) => {
    const figure = [points[0].customdata].flat()[0];
    if (figure) chart.opened(figure);
  });
  for (const before of place.querySelectorAll(".js-plotly-plot")) Plotly.purge(before);
  place.replaceChildren(fresh);
};

const attempt = (place) =>
  draw(place).catch((error) => {
    const chart = charts.get(place);
    chart.drawn = ""; // so that the next choice tries again
    place.replaceChildren(element("p", "not-drawn", chart.notDrawn));
    throw error;
  });

const chartAt = (place) => {
  if (!charts.has(place)) {
    const chart = { width: place.clientWidth };
    chart.observer = new ResizeObserver(() => {
      chart.width = place.clientWidth; // 0 while the table is shown instead
      attempt(place);
    });
    charts.set(place, chart);
    chart.observer.observe(place);
  }
  return charts.get(place);
};

export default function (component) {
  const { data, parentElement, setStateValue, setTriggerValue } = component;
  const card = parentElement.querySelector(".chart-card");
  const part = (name) => card.querySelector(`.${name}`);
  const opened = (figure) => setTriggerValue("opened", figure);

  for (const name of ["title", "subtitle", "source"]) {
    part(name).textContent = data[name];
    part(name).hidden = !data[name];
  }
  part("said").replaceChildren(
    ...data.sentences.map((sentence) => element("p", "", sentence)),
    ...(data.marks ? [element("p", "small", data.marks)] : []),
  );

  const show = (form) => {
    for (const name of ["chart", "table"]) {
      part(name).hidden = form !== name;
      part(`as-${name}`).setAttribute("aria-selected", form === name);
      part(`as-${name}`).tabIndex = form === name ? 0 : -1;
    }
  };
  const choose = (form) => {
    const tab = part(`as-${form}`);
    // What is selected, not what the server last said: its answer to the choice before may be due.
    const isNew = tab.getAttribute("aria-selected") !== "true";
    show(form);
    tab.focus();
    if (isNew) setStateValue("form", form);
  };
  part("forms").hidden = !data.figure;
  for (const [name, other] of [["chart", "table"], ["table", "chart"]]) {
    const tab = part(`as-${name}`);
    tab.textContent = data[`as_${name}`];
    tab.onclick = () => choose(name);
    tab.onkeydown = ({ key }) => {
      if (key === "ArrowLeft" || key === "ArrowRight") choose(other);
    };
  }
  part("panel").setAttribute("role", data.figure ? "tabpanel" : "presentation");
  part("panel").setAttribute("aria-label", data[`as_${data.form}`]);
  show(data.form);

  const table = part("table");
  const root = table.shadowRoot ?? table.attachShadow({ mode: "open" });
  root.replaceChildren();
  if (data.table) {
    const holder = element("div", "root");
    holder.append(tableOf(data.table, opened));
    root.append(element("style", "", TABLE_STYLE), holder);
  }

  for (const name of ["files", "add"]) {
    const button = part(name);
    button.hidden = !data[name];
    button.lastElementChild.textContent = data[name];
    button.onclick = () => setTriggerValue("asked", name);
  }

  const place = part("chart");
  place.setAttribute("aria-label", data.alt);
  if (data.figure) {
    Object.assign(chartAt(place), { asked: data.figure, opened, notDrawn: data.not_drawn });
    attempt(place);
  }
  return () => {
    charts.get(place)?.observer.disconnect();
    for (const drawn of place.querySelectorAll(".js-plotly-plot")) Plotly.purge(drawn);
  };
}
