// The camera's frame with a box around the mouth that the network looks at.
export class Camera {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext('2d');
    this.busy = false;
  }

  async show(jpeg, mouth) {
    if (this.busy) return;
    this.busy = true;
    try {
      const frame = await createImageBitmap(jpeg);
      if (this.canvas.width !== frame.width || this.canvas.height !== frame.height)
        Object.assign(this.canvas, { width: frame.width, height: frame.height });
      this.context.drawImage(frame, 0, 0);
      frame.close();
      if (mouth.found) this.frame(mouth);
    } finally {
      this.busy = false;
    }
  }

  frame({ x, y, width, angle }) {
    const context = this.context;
    const height = width * 3 / 4;
    context.save();
    context.translate(x, y);
    context.rotate(angle);
    for (const [color, line] of [['#000c', 3.5], ['#66bdf0', 1.5]]) {
      context.strokeStyle = color;
      context.lineWidth = line;
      context.strokeRect(-width / 2, -height / 2, width, height);
    }
    context.restore();
  }
}
