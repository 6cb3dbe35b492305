// An SVG that Plotly writes out carries the fonts of the page; and they are loaded before the first.
const serialize = XMLSerializer.prototype.serializeToString;
XMLSerializer.prototype.serializeToString = function (node) {
  const written = serialize.call(this, node);
  if (node.nodeName.toLowerCase() !== "svg") return written;
  const faces = [...document.querySelectorAll("style")]
    .map((style) => style.textContent)
    .filter((text) => text.includes("@font-face"))
    .join("");
  return written.replace(/^(<svg[^>]*>)/, (_, open) => `${open}<style>${faces}</style>`);
};
for (const face of document.fonts) face.load();
