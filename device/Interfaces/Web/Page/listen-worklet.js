// Takes sound as it comes and gives it out evenly. It waits until a little is in store, so that late messages do not
// crackle, and drops the oldest when too much is, so that it stays live.
const target = 16000 * 0.12;
const limit = 16000 * 0.5;

class Player extends AudioWorkletProcessor {
  constructor() {
    super();
    this.clear();
    this.port.onmessage = ({ data }) => data === null ? this.clear() : this.take(data);
  }

  clear() {
    this.ring = new Float32Array(1 << 14);
    this.written = this.read = 0;
    this.playing = false;
  }

  take(samples) {
    for (const sample of samples) this.ring[this.written++ % this.ring.length] = sample / 32768;
    if (this.written - this.read > limit) this.read = this.written - target;
    if (this.written - this.read >= target) this.playing = true;
  }

  process(_, [[output]]) {
    for (let i = 0; i < output.length; i++) {
      if (this.read >= this.written) this.playing = false;
      output[i] = this.playing ? this.ring[this.read++ % this.ring.length] : 0;
    }
    return true;
  }
}

registerProcessor('onboard-player', Player);
