// The live stream: a WebSocket that is opened again when it breaks. README.md beside the page's folder describes it.
const columnLength = 128;
const hopLength = 160;

export class Live {
  constructor(handlers) {
    this.handlers = handlers;
    this.sound = 'none';
    this.token = null;
    this.pause = 500;
  }

  // Over the network video and sound come to those who know the token.
  unlock(token) {
    this.token = token;
    if (this.socket?.readyState === WebSocket.OPEN) this.send();
  }

  open() {
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(`${scheme}//${location.host}/api/v1/live`);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      this.pause = 500;
      this.handlers.onState('live');
      if (this.sound !== 'none' || this.token) this.send();
    };
    socket.onmessage = event => {
      if (typeof event.data === 'string') this.handlers.onStatus(JSON.parse(event.data));
      else this.read(event.data);
    };
    socket.onclose = () => {
      this.handlers.onState('gone');
      setTimeout(() => this.open(), this.pause);
      this.pause = Math.min(2 * this.pause, 5000);
    };
    this.socket = socket;
  }

  listenTo(sound) {
    this.sound = sound;
    if (this.socket?.readyState === WebSocket.OPEN) this.send();
  }

  send() {
    this.socket.send(JSON.stringify({ sound: this.sound, ...(this.token && { token: this.token }) }));
  }

  read(buffer) {
    const view = new DataView(buffer);
    for (let at = 0; at + 8 <= buffer.byteLength;) {
      const kind = view.getUint8(at);
      const length = view.getUint32(at + 4, true);
      this.section(kind, new DataView(buffer, at + 8, length));
      at += 8 + ((length + 3) & ~3);
    }
  }

  section(kind, view) {
    const { buffer, byteOffset, byteLength } = view;
    if (kind === 1) {
      const size = 4 + 2 * columnLength;
      for (let i = 0; i < view.getUint32(0, true); i++) {
        const at = 4 + i * size;
        const noisy = new Uint8Array(buffer, byteOffset + at + 4, columnLength);
        const enhanced = new Uint8Array(buffer, byteOffset + at + 4 + columnLength, columnLength);
        this.handlers.onColumns(view.getUint32(at, true), noisy, enhanced);
      }
    } else if (kind === 2) {
      const size = 4 + 2 * hopLength;
      for (let i = 0; i < view.getUint32(0, true); i++)
        this.handlers.onSound(new Int16Array(buffer, byteOffset + 4 + i * size + 4, hopLength));
    } else if (kind === 3) {
      const mouth = {
        x: view.getFloat32(0, true), y: view.getFloat32(4, true), width: view.getFloat32(8, true),
        angle: view.getFloat32(12, true), found: view.getUint32(16, true) !== 0,
      };
      this.handlers.onFrame(new Blob([new Uint8Array(buffer, byteOffset + 20, byteLength - 20)], { type: 'image/jpeg' }), mouth);
    } else if (kind === 4) {
      const layers = view.getUint16(4, true);
      const cells = view.getUint16(6, true);
      this.handlers.onCells(layers, cells, new Uint8Array(buffer, byteOffset + 8, byteLength - 8));
    }
  }
}
