// Magma: brighter is more, also for colour-blind people and in grey. Seventeen points of it, joined by straight lines.
const points = [
  [0, 0, 4], [12, 9, 38], [33, 17, 75], [61, 15, 113], [87, 22, 126], [111, 31, 129], [138, 41, 129], [165, 50, 126],
  [192, 58, 118], [218, 71, 105], [238, 91, 94], [249, 120, 93], [254, 151, 107], [254, 181, 130], [254, 211, 157],
  [253, 230, 178], [252, 253, 191],
];

export const magma = Uint32Array.from({ length: 256 }, (_, i) => {
  const at = i / 255 * (points.length - 1);
  const low = Math.min(Math.floor(at), points.length - 2);
  const [r, g, b] = points[low].map((value, c) => Math.round(value + (at - low) * (points[low + 1][c] - value)));
  return (255 << 24 | b << 16 | g << 8 | r) >>> 0;
});

export function css(index) {
  const color = magma[index];
  return `rgb(${color & 255} ${color >> 8 & 255} ${color >> 16 & 255})`;
}
