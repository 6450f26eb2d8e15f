// Joins the parts: what comes in over the live stream goes to whoever shows it.
import { Live } from './live.js';
import { Camera } from './camera.js';
import { Spectrogram, paintScale } from './spectrogram.js';
import { Cells } from './cells.js';
import { Charts } from './charts.js';
import { Listener } from './listen.js';
import { Controls } from './controls.js';
import { showStatus, showState } from './numbers.js';
import { setUpTheme } from './theme.js';

const camera = new Camera(document.getElementById('camera'));
const noisy = new Spectrogram(document.getElementById('spectrum-noisy'));
const enhanced = new Spectrogram(document.getElementById('spectrum-enhanced'));
const cells = new Cells(document.getElementById('cell-blocks'));
const charts = new Charts();

// Without the token figures come over the network, but neither video nor sound: after some of the ones none of the others.
const locked = document.getElementById('senses-locked');
let figuresAlone = 0;
function sensed() {
  figuresAlone = 0;
  locked.hidden = true;
}

const live = new Live({
  onState: showState,
  onStatus: status => {
    locked.hidden = ++figuresAlone <= 3 || Boolean(controls.token);
    showStatus(status);
    charts.add(status);
    controls.show(status.controls ?? []);
  },
  onColumns: (hop, low, high) => {
    sensed();
    noisy.add(hop, low);
    enhanced.add(hop, high);
  },
  onSound: samples => listener.play(samples),
  onFrame: (jpeg, mouth) => {
    sensed();
    camera.show(jpeg, mouth);
  },
  onCells: (layers, count, outputs) => cells.show(layers, count, outputs),
});
const controls = new Controls(token => live.unlock(token));
const listener = new Listener(sound => live.listenTo(sound));

paintScale(document.querySelector('.scale i'));
setUpTheme(() => charts.restyle());
live.open();
charts.open();
