// A spectrogram that scrolls: one column for each hop of 10 ms, newest at the right; a gap where hops were not received.
import { magma, css } from './colors.js';

// Bytes are half decibels above -120 dB of full scale; shown from -100 to -20 dB.
const min = 2 * (120 - 100);
const max = 2 * (120 - 20);
const columns = 800;
const rows = 128;
const palette = Uint32Array.from({ length: 256 }, (_, i) =>
  magma[Math.max(0, Math.min(255, Math.round((i - min) / (max - min) * 255)))]);

export class Spectrogram {
  constructor(canvas) {
    this.context = canvas.getContext('2d', { alpha: false });
    this.image = this.context.createImageData(columns, rows);
    this.pixels = new Uint32Array(this.image.data.buffer).fill(magma[0]);
    this.last = null;
    this.drawn = true;
    addAxes(canvas.parentElement);
    const draw = () => {
      if (!this.drawn) this.context.putImageData(this.image, 0, 0);
      this.drawn = true;
      requestAnimationFrame(draw);
    };
    requestAnimationFrame(draw);
  }

  add(hop, bytes) {
    const step = this.last === null || hop <= this.last ? 1 : Math.min(columns, hop - this.last);
    this.last = hop;
    for (let row = 0; row < rows; row++) {
      const start = row * columns;
      this.pixels.copyWithin(start, start + step, start + columns);
      this.pixels.fill(magma[0], start + columns - step, start + columns);
      this.pixels[start + columns - 1] = palette[bytes[rows - 1 - row]];
    }
    this.drawn = false;
  }
}

export function paintScale(element) {
  const stops = Array.from({ length: 9 }, (_, i) => css(Math.round(i / 8 * 255)));
  element.style.background = `linear-gradient(to right, ${stops.join(', ')})`;
}

function addAxes(plot) {
  const label = (text, style) => {
    const span = document.createElement('span');
    span.textContent = text;
    span.ariaHidden = 'true';
    Object.assign(span.style, style);
    plot.append(span);
  };
  for (const kilohertz of [0, 2, 4, 6, 8]) {
    label(kilohertz === 8 ? '8 kHz' : kilohertz, {
      right: 'calc(100% - 26px)', top: `calc((100% - 16px) * ${1 - kilohertz / 8})`,
      transform: `translateY(${kilohertz === 8 ? 0 : kilohertz === 0 ? -100 : -50}%)`, whiteSpace: 'nowrap',
    });
  }
  for (const seconds of [8, 6, 4, 2, 0]) {
    label(seconds === 0 ? 'now' : `-${seconds} s`, {
      bottom: '0', left: `calc(30px + (100% - 30px) * ${1 - seconds / 8})`,
      transform: `translateX(${seconds === 8 ? 0 : seconds === 0 ? -100 : -50}%)`,
    });
  }
}
