// Plays the sound that is heard or sent out, as it comes.
const rate = 16000;

export class Listener {
  constructor(ask) {
    this.ask = ask;
    this.sound = 'none';
    for (const button of document.querySelectorAll('button.listen'))
      button.addEventListener('click', () => this.choose(button.dataset.sound));
  }

  async choose(sound) {
    this.sound = this.sound === sound ? 'none' : sound;
    for (const button of document.querySelectorAll('button.listen')) {
      const on = button.dataset.sound === this.sound;
      button.ariaPressed = String(on);
      button.textContent = on ? '■ Stop' : '▶ Listen';
    }
    if (this.sound !== 'none') await this.start();
    this.node?.port.postMessage(null);
    this.ask(this.sound);
    if (this.sound === 'none') await this.context?.suspend();
  }

  play(samples) {
    this.node?.port.postMessage(samples.slice());
  }

  async start() {
    if (!this.context) {
      this.context = new AudioContext({ sampleRate: rate, latencyHint: 'interactive' });
      await this.context.audioWorklet.addModule('/page/listen-worklet.js');
      this.node = new AudioWorkletNode(this.context, 'onboard-player', { numberOfInputs: 0, outputChannelCount: [1] });
      this.node.connect(this.context.destination);
    }
    await this.context.resume();
  }
}
