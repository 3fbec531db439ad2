// A picture in at most 256 colours: the sheet is mostly flat, and becomes a third of the bytes that way. The browser
// decodes and counts colours, this writes the file.
import { crc32, deflateSync } from "node:zlib";

/** Runs in the page: the pixels of a picture as indexes into its 256 most frequent colours, others by the nearest. */
async function reduced(source) {
  const image = await createImageBitmap(await (await fetch(source)).blob());
  const { width, height } = image;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const counts = new Map();
  const colours = new Uint32Array(width * height);
  for (let i = 0; i < colours.length; i += 1) {
    // Five bits of each colour: what the eye does not tell apart is one.
    const [r, g, b] = [0, 1, 2].map((k) => Math.min(255, Math.round(data[i * 4 + k] / 8) * 8));
    colours[i] = (r << 16) | (g << 8) | b;
    counts.set(colours[i], (counts.get(colours[i]) ?? 0) + 1);
  }
  const palette = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 256).map(([colour]) => colour);
  const nearest = new Map(palette.map((colour, i) => [colour, i]));
  const apart = (a, b) => [16, 8, 0].reduce((sum, shift) => sum + (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2, 0);
  for (const colour of counts.keys()) {
    if (nearest.has(colour)) continue;
    let best = 0;
    for (let i = 1; i < palette.length; i += 1) if (apart(colour, palette[i]) < apart(colour, palette[best])) best = i;
    nearest.set(colour, best);
  }
  let indexes = "";
  for (const colour of colours) indexes += String.fromCharCode(nearest.get(colour));
  return { width, height, palette, indexes: btoa(indexes) };
}

function chunk(type, body) {
  const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(body.length, 0);
  frame.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}

/** The same picture with a palette. */
export async function smaller(page, png) {
  const { width, height, palette, indexes } = await page.evaluate(reduced, `data:image/png;base64,${png.toString("base64")}`);
  const pixels = Buffer.from(indexes, "base64");
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) pixels.copy(rows, y * (width + 1) + 1, y * width, (y + 1) * width);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("PLTE", colours), chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}
