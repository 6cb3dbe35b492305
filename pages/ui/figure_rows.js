// The table itself, for the components that show one. Everything that comes from data is set as
// text, never as markup.
const element = (name, className, text) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
};

const tableOf = (data, opened) => {
  const status = (mark) => {
    const line = element("span", `status tone-${mark.tone}`);
    const shape = element("span", "shape", mark.shape);
    shape.setAttribute("aria-hidden", "true");
    line.append(shape, element("span", "", mark.word));
    return line;
  };

  const content = (cell, holder) => {
    const short = cell.value.length <= 16 ? " short" : "";
    holder.append(element("span", `value${cell.strong ? " strong" : ""}${short}`, cell.value));
    if (cell.status) holder.append(status(cell.status));
    for (const line of cell.lines || []) holder.append(element("span", "line", line));
    for (const flag of cell.flags || []) holder.append(element("span", "flag", flag));
  };

  const body = (cell, column) => {
    const td = element("td", column.align === "end" ? "end" : "");
    td.dataset.column = column.title;
    if (!cell) {
      td.classList.add("gap");
      td.append(element("span", "gap-mark", data.gap));
      return td;
    }
    if (!cell.id) {
      content(cell, td);
      return td;
    }
    const button = element("button", "figure");
    button.type = "button";
    button.title = data.open;
    content(cell, button);
    button.onclick = () => opened(cell.id);
    td.append(button);
    return td;
  };

  const head = element("tr");
  head.append(element("th", "corner", data.corner));
  head.firstChild.scope = "col";
  for (const column of data.columns) {
    const th = element("th", column.align === "end" ? "end" : "");
    th.scope = "col";
    if (column.colour) {
      const key = element("span", "key");
      key.style.background = column.colour;
      th.append(key);
    }
    th.append(element("span", "", column.title));
    if (column.note) th.append(element("span", "line", column.note));
    head.append(th);
  }
  const thead = element("thead");
  thead.append(head);

  const tbody = element("tbody");
  for (const row of data.rows) {
    if (row.group) {
      const tr = element("tr", "group");
      const th = element("th", "", row.group);
      th.colSpan = data.columns.length + 1;
      th.scope = "colgroup";
      tr.append(th);
      tbody.append(tr);
    }
    const tr = element("tr");
    const th = element("th", "");
    th.scope = "row";
    th.append(element("span", "row-title", row.title));
    if (row.note) th.append(element("span", "line", row.note));
    tr.append(th);
    row.cells.forEach((cell, index) => tr.append(body(cell, data.columns[index])));
    tbody.append(tr);
  }

  const table = element("table", `${data.dense ? "dense" : ""} ${data.even ? "even" : ""}`);
  table.append(element("caption", "", data.caption), thead, tbody);
  return table;
};
