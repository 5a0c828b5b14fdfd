// Draws what a program printed on a terminal as an SVG: `script -qec "<command>" /dev/null | node test/support/terminal-picture.mjs > picture.svg`.
import { readFileSync } from "node:fs";

const colours = {
  30: "#484f58",
  31: "#ff7b72",
  32: "#7ee787",
  33: "#e3b341",
  34: "#79c0ff",
  35: "#d2a8ff",
  36: "#76e3ea",
  37: "#e6edf3",
  90: "#8b949e",
  39: "#e6edf3",
};
const [width, height, size, margin] = [8.43, 19, 14, 20];
const encode = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const esc = String.fromCharCode(27);
const [sequence, styling] = [new RegExp(`(${esc}\\[[0-9;?]*[A-Za-z])`), new RegExp(`^${esc}\\[([0-9;]*)m$`)];

/** One line as styled pieces; only the sequences that we print ourselves are known, others are dropped. */
function pieces(line) {
  const found = [];
  let style = { colour: colours[39], bold: false, dim: false };
  for (const part of line.split(sequence)) {
    const codes = styling.exec(part);
    if (codes) {
      for (const code of (codes[1] || "0").split(";").map(Number)) {
        if (code === 0) style = { colour: colours[39], bold: false, dim: false };
        else if (code === 1) style = { ...style, bold: true };
        else if (code === 2) style = { ...style, dim: true };
        else if (code === 22) style = { ...style, bold: false, dim: false };
        else if (colours[code]) style = { ...style, colour: colours[code] };
      }
    } else if (part !== "" && !part.startsWith(esc)) found.push({ text: part, ...style });
  }
  return found;
}

const lines = readFileSync(0, "utf8").replaceAll("\r", "").trimEnd().split("\n");
const columns = Math.max(...lines.map((line) => pieces(line).reduce((sum, piece) => sum + piece.text.length, 0)));
const rows = lines.map((line, index) => {
  const spans = pieces(line).map(
    ({ text, colour, bold, dim }) => `<tspan fill="${colour}"${bold ? ' font-weight="bold"' : ""}${dim ? ' opacity="0.6"' : ""}>${encode(text)}</tspan>`,
  );
  return `<text x="${margin}" y="${margin + size + index * height}" xml:space="preserve">${spans.join("")}</text>`;
});
const [w, h] = [Math.ceil(columns * width + margin * 2), lines.length * height + margin * 2];
console.log(
  `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="${size}"><title>What the program printed</title><rect width="100%" height="100%" rx="8" fill="#0d1117"/>${rows.join("")}</svg>`,
);
