// The outputs of all cells: a block for each layer and stream, a pixel for each cell.
import { magma } from './colors.js';

const full = 192;
const streams = ['sound', 'lips'];

export class Cells {
  constructor(place) {
    this.place = place;
    this.blocks = [];
  }

  show(layers, cells, outputs) {
    if (this.layers !== layers || this.cells !== cells) this.build(layers, cells);
    for (let block = 0; block < this.blocks.length; block++) {
      const { context, image, pixels, text } = this.blocks[block];
      let active = 0;
      for (let cell = 0; cell < cells; cell++) {
        const output = outputs[block * cells + cell];
        if (output !== 0) active++;
        // A little output is well above black, so that an active cell is seen.
        pixels[cell] = output === 0 ? magma[0] : magma[Math.round(90 + 165 * Math.min(1, output / full))];
      }
      context.putImageData(image, 0, 0);
      text.textContent = `${(100 * active / cells).toFixed(1)} %`;
    }
  }

  build(layers, cells) {
    Object.assign(this, { layers, cells, blocks: [] });
    this.place.replaceChildren();
    this.place.style.gridTemplateColumns = `repeat(${layers}, minmax(0, 1fr))`;
    const width = 2 ** Math.ceil(Math.log2(cells * 2) / 2);
    const height = Math.ceil(cells / width);
    for (let block = 0; block < 2 * layers; block++) {
      // The service sends layer by layer; the page shows a row for each stream.
      const layer = block >> 1, stream = streams[block & 1];
      const canvas = Object.assign(document.createElement('canvas'), { width, height });
      canvas.role = 'img';
      canvas.ariaLabel = `Layer ${layer + 1}, ${stream}: outputs of ${cells} cells`;
      const caption = document.createElement('p');
      const text = document.createElement('span');
      caption.append(`${stream} ${layer + 1}`, text);
      const place = document.createElement('div');
      place.style.gridRow = 1 + (block & 1);
      place.style.gridColumn = 1 + layer;
      place.append(canvas, caption);
      this.place.append(place);
      const context = canvas.getContext('2d', { alpha: false });
      const image = context.createImageData(width, height);
      const pixels = new Uint32Array(image.data.buffer).fill(magma[0]);
      this.blocks.push({ context, image, pixels, text });
    }
  }
}
