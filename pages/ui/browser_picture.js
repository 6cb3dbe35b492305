// A slide that the server drew as SVG, painted to a PNG in the reader's own browser.
export default function (component) {
  const { data, parentElement } = component;
  const button = parentElement.querySelector("button");
  button.textContent = data.label;

  const encoded = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${answer.status} ${address}`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    let text = "";
    for (let at = 0; at < bytes.length; at += 0x8000)
      text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    return btoa(text);
  };

  // An image knows no fonts of its page, so it must carry its own.
  const faces = async () => {
    const read = data.fonts.map(async ({ family, weight, address }) =>
      `@font-face{font-family:'${family}';font-weight:${weight};` +
      `src:url(data:font/woff2;base64,${await encoded(address)}) format('woff2')}`);
    return (await Promise.all(read)).join("");
  };

  button.onclick = async () => {
    button.disabled = true;
    try {
      const style = `<style>${await faces()}</style>`;
      const svg = data.svg.replace(/^(<svg[^>]*>)/, (_, open) => open + style);
      const image = new Image();
      image.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
      await image.decode();
      const canvas = document.createElement("canvas");
      canvas.width = data.width;
      canvas.height = data.height;
      canvas.getContext("2d").drawImage(image, 0, 0, data.width, data.height);
      URL.revokeObjectURL(image.src);
      const picture = await new Promise((done) => canvas.toBlob(done, "image/png"));
      const link = document.createElement("a");
      link.href = URL.createObjectURL(picture);
      link.download = data.name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    } finally {
      button.disabled = false;
    }
  };
}
