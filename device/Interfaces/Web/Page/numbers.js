// Numbers and words of the status. Each number is shown as the service gives it, rounded, never computed anew.
const element = id => document.getElementById(id);
const fixed = (value, digits) => value === null || value === undefined ? '–' : value.toFixed(digits);
const whole = value => value.toLocaleString('en');
let connected = false;
let faulty = false;

export function showStatus(status) {
  const { quality, latency, hops, network, service } = status;
  document.documentElement.dataset.sequence = status.sequence;
  const known = quality.noisy !== null && quality.enhanced !== null;
  const gain = known ? quality.enhanced - quality.noisy : quality.estimatedGain;
  put('sdr-what', known ? 'dB gained' : 'dB gained, estimated');
  put('voice', quality.voice === 'unheard' ? '–' : quality.voice);
  put('sdr-gain', gain === null ? '–' : `${gain < 0 ? '' : '+'}${gain.toFixed(1)}`);
  put('sdr-noisy', fixed(quality.noisy, 1));
  put('sdr-enhanced', fixed(quality.enhanced, 1));
  put('latency-p99', fixed(latency.p99, 1));
  put('latency-median', fixed(latency.median, 1));
  put('latency-max', fixed(latency.greatest, 1));
  put('missed', whole(hops.missed));
  put('hops', whole(hops.delivered));
  put('lost', whole(hops.lost));
  put('xruns', whole(hops.xruns));
  put('activity', network.activity === null ? '–' : (100 * network.activity).toFixed(1));
  put('cells', whole(network.cells));
  put('events', network.eventsPerHop === null ? '–' : (network.eventsPerHop / 1000).toFixed(0));
  element('latency-p99').closest('.tile').classList.toggle('alarm', latency.p99 > 10);
  showEnergy(status.energy);
  showRails(status.power);
  showLearning(status.learning);
  showCamera(status.camera);
  showFaults(status.conditions);
  showEvents(status.events);
  showFacts(service);
  faulty = status.conditions.length > 0;
  showPill();
}

export function showState(state) {
  connected = state === 'live';
  showPill();
}

export function joules(value) {
  if (value === null || value === undefined) return '–';
  const size = Math.abs(value);
  const [unit, scale] = size >= 1 ? ['J', 1] : size >= 1e-3 ? ['mJ', 1e3] : size >= 1e-6 ? ['µJ', 1e6] : size >= 1e-9 ? ['nJ', 1e9] : ['pJ', 1e12];
  return `${(value * scale).toPrecision(3)} ${unit}`;
}

function put(id, text) {
  const place = element(id);
  if (place.textContent !== text) place.textContent = text;
}

function showPill() {
  const pill = element('state');
  pill.dataset.state = !connected ? 'gone' : faulty ? 'fault' : 'live';
  pill.textContent = !connected ? 'no connection, trying again' : faulty ? 'degraded' : 'live';
}

function showEnergy(figures) {
  const best = ['measured', 'modelled', 'counted']
    .map(provenance => figures.find(figure => figure.name === 'inference' && figure.provenance === provenance))
    .find(figure => figure && figure.joules !== null);
  put('energy', joules(best?.joules));
  put('energy-provenance', best?.provenance ?? '');
  const steps = figures.filter(figure => figure.name.startsWith('training step'));
  put('energy-step', steps.map(step => `${step.name} ${joules(step.joules)}`).join(', '));
  element('energy-provenance').dataset.provenance = best?.provenance ?? '';
  element('energy-tile').title = best?.basis ?? '';
  const rows = figures.map(figure => {
    const row = document.createElement('tr');
    row.title = figure.basis;
    row.append(
      cell('td', figure.name), cell('td', joules(figure.joules)),
      cell('td', figure.interval === null ? '–' : `± ${joules(figure.interval)}`), provenance(figure.provenance));
    return row;
  });
  element('energy-table').tBodies[0].replaceChildren(...rows);
}

function showRails(power) {
  element('rails-card').hidden = !power;
  if (!power) return;
  put('rails-provenance', power.provenance);
  element('rails-provenance').dataset.provenance = power.provenance;
  const sums = power.domains.map(domain => `${domain.name} ${fixed(domain.watts, 2)}`);
  const total = power.railWatts === null ? '' : ` = ${fixed(power.railWatts, 2)}`;
  put('rails-sum', `${sums.filter(sum => !sum.startsWith('board input')).join(' + ')}${total} W` +
    (power.boardInputWatts === null ? '' : `; into the board ${fixed(power.boardInputWatts, 2)} W`));
  const rows = power.rails.map(rail => {
    const row = document.createElement('tr');
    row.title = rail.fault ?? '';
    row.append(
      cell('td', rail.name), cell('td', rail.domain), cell('td', fixed(rail.volts, 3)), cell('td', fixed(rail.amperes, 3)),
      cell('td', fixed(rail.watts, 3)), cell('td', `${fixed(rail.leastWatts, 2)} – ${fixed(rail.mostWatts, 2)}`));
    return row;
  });
  element('rails-table').tBodies[0].replaceChildren(...rows);
}

function showLearning(learning) {
  element('learning-card').hidden = !learning;
  if (!learning) return;
  put('learning-state', learning.state);
  put('clear-seconds', fixed(learning.clearSeconds, 0));
  put('noise-seconds', fixed(learning.noiseSeconds, 0));
  put('gathered-by', learning.by);
  put('steps', whole(learning.steps));
  put('learning-engine', learning.engine);
  put('steps-on-fabric', whole(learning.stepsOnFabric));
  put('steps-on-processor', whole(learning.stepsOnProcessor));
  put('step-events', learning.eventsPerStep === null ? '–' : (learning.eventsPerStep / 1000).toFixed(0));
  put('kept', whole(learning.kept));
  put('rolled-back', whole(learning.rolledBack));
  put('decision', learning.lastDecision);
  put('trust', `${Math.round(100 * learning.trust)} %`);
  put('loss-before', fixed(learning.lossBefore, 4));
  put('loss-now', fixed(learning.lossNow, 4));
  put('checkpoint', learning.checkpoint ?? 'none yet');
}

function provenance(word) {
  const place = document.createElement('td');
  const badge = Object.assign(document.createElement('span'), { className: 'provenance', textContent: word });
  badge.dataset.provenance = word;
  place.append(badge);
  return place;
}

function cell(tag, text) {
  return Object.assign(document.createElement(tag), { textContent: text });
}

function showCamera({ present, seesMouth }) {
  element('no-camera').hidden = present;
  const tag = element('lips');
  tag.dataset.seen = present && seesMouth;
  put('lips', !present ? 'none' : seesMouth ? '● lips seen' : '○ no lips seen');
}

function showFaults(conditions) {
  const place = element('faults');
  const key = JSON.stringify(conditions);
  if (place.dataset.key === key) return;
  place.dataset.key = key;
  place.hidden = conditions.length === 0;
  place.replaceChildren(...conditions.map(({ state, message, since }) => {
    const line = document.createElement('p');
    line.append(cell('b', `▲ ${state}`), ` since ${new Date(since).toLocaleTimeString()}: ${message}`);
    return line;
  }));
}

function showEvents(events) {
  if (events.length === 0) return;
  const place = element('happened');
  const key = events[0].time + events.length;
  if (place.dataset.key === key) return;
  place.dataset.key = key;
  place.replaceChildren(...events.map(({ time, message, isFault }) => {
    const line = Object.assign(document.createElement('li'), { className: isFault ? 'fault' : 'well' });
    line.append(cell('time', new Date(time).toLocaleTimeString()), message);
    return line;
  }));
}

function showFacts({ version, board, facts }) {
  const place = element('facts');
  if (place.childElementCount > 0) return;
  put('what', facts.filter(({ name }) => ['board', 'microphone', 'noise', 'network'].includes(name))
    .map(({ name, value }) => name === 'network' ? value.split(',').slice(0, 2).join(',') : `${name} ${value}`).join(' · '));
  for (const { name, value } of [...facts, { name: 'version', value: version }]) place.append(cell('dt', name), cell('dd', value));
  document.title = `OnBoard, ${board} board`;
}
