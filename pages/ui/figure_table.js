// A table whose figures open, drawn by figure_rows.js.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const table = tableOf(data, (figure) => setTriggerValue("opened", figure));
  parentElement.querySelector(".root").replaceChildren(table);
}
