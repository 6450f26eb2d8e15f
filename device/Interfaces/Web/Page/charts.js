// The last hour as charts, by Apache ECharts, which is fetched after the page is there.
const capacity = 3600;
const columns = {
  noisySdr: status => status.quality.noisy,
  enhancedSdr: status => status.quality.enhanced,
  latencyMedian: status => status.latency.median,
  latencyP99: status => status.latency.p99,
  latencyGreatest: status => status.latency.greatest,
  activity: status => status.network.activity,
  eventsPerHop: status => status.network.eventsPerHop,
  lossBefore: status => status.learning?.lossBefore ?? null,
  lossNow: status => status.learning?.lossNow ?? null,
};
// Lines are distinguished by their dashes and the names at their ends too, not by colour alone.
const domains = { 'PS': 'solid', 'PL': [8, 3], 'DDR': [3, 3], 'IO': [10, 3, 2, 3], 'Other': [1, 4], 'board input': [2, 2] };
for (const name of Object.keys(domains)) columns[name] = status => status.power?.domains.find(domain => domain.name === name)?.watts ?? null;

export class Charts {
  constructor() {
    this.seconds = 600;
    this.sequence = 0;
    this.times = [];
    this.values = Object.fromEntries(Object.keys(columns).map(name => [name, []]));
    this.charts = [];
    this.windows = [];
    const buttons = [...document.querySelectorAll('.spans button')];
    for (const button of buttons) {
      button.addEventListener('click', () => {
        this.seconds = Number(button.dataset.seconds);
        for (const other of buttons) other.ariaPressed = String(other === button);
        this.draw();
      });
    }
  }

  async open() {
    await loadScript('/page/echarts.js');
    const history = await (await fetch(`/api/v1/history?seconds=${capacity}`)).json();
    this.begin(history);
    this.restyle();
    addEventListener('resize', () => this.charts.forEach(({ chart }) => chart.resize()));
  }

  begin(history) {
    const rows = history.seconds.length;
    const last = history.firstSequence + rows - 1;
    // What came live meanwhile follows what the history has.
    const later = Math.max(0, Math.min(this.times.length, this.sequence - last));
    const now = Date.now();
    const join = (older, newer) => [...older, ...newer.slice(newer.length - later)].slice(-capacity);
    this.times = join(history.seconds.map((_, i) => now - (rows - 1 - i + later) * 1000), this.times);
    const unknown = Array(rows).fill(null);
    for (const name of Object.keys(columns)) {
      const older = history[name] ?? history.domains.find(domain => domain.name === name)?.watts ?? unknown;
      this.values[name] = join(older, this.values[name]);
    }
    this.sequence = Math.max(this.sequence, last);
  }

  add(status) {
    if (status.sequence <= this.sequence && this.sequence - status.sequence < 10) return;
    this.sequence = status.sequence;
    this.push(this.times, Date.parse(status.time));
    for (const [name, read] of Object.entries(columns)) this.push(this.values[name], read(status));
    this.windows = status.windows;
    const power = this.reveal('power-chart-card', status.power);
    const learning = this.reveal('learning-chart-card', status.learning);
    if (power || learning) this.restyle();
    else this.draw();
  }

  // A chart is drawn only where there is something to show.
  reveal(id, content) {
    const card = document.getElementById(id);
    const changed = card.hidden !== !content;
    card.hidden = !content;
    return changed;
  }

  push(list, value) {
    list.push(value);
    if (list.length > capacity) list.shift();
  }

  // Colours are of the theme: charts are made anew when it changes.
  restyle() {
    if (!window.echarts) return;
    for (const { chart } of this.charts) chart.dispose();
    const style = getComputedStyle(document.documentElement);
    const color = name => style.getPropertyValue(`--${name}`).trim();
    const sdr = [
      line('heard', 'noisySdr', color('noisy'), 'dashed'), line('sent out', 'enhancedSdr', color('enhanced'), 'solid')];
    const latency = [
      line('median', 'latencyMedian', color('enhanced'), 'solid'), line('99 %', 'latencyP99', color('noisy'), 'dashed'),
      line('max', 'latencyGreatest', color('quiet'), 'dotted')];
    latency[0].markLine = {
      silent: true, symbol: 'none', data: [{ yAxis: 10 }], lineStyle: { color: color('bad'), type: 'solid' },
      label: { formatter: 'deadline', position: 'insideStartTop', color: color('bad') }, animation: false,
    };
    const network = [
      { ...line('events', 'eventsPerHop', color('enhanced'), 'solid'), scale: 1e-3 },
      { ...line('active', 'activity', color('noisy'), 'dashed'), scale: 100, yAxisIndex: 1 }];
    const loss = [
      line('at the start', 'lossBefore', color('noisy'), 'dashed'), line('now', 'lossNow', color('enhanced'), 'solid')];
    const power = Object.entries(domains)
      .filter(([name]) => this.values[name].some(value => value !== null))
      .map(([name, dashes], i) => ({
        ...line(name, name, color(`line-${i}`), dashes),
        endLabel: { show: true, formatter: '{a}', color: color('text'), fontSize: 11 },
        labelLayout: { moveOverlap: 'shiftY' } }));
    this.charts = [
      this.chart('chart-sdr', sdr, color, [{}]),
      this.chart('chart-latency', latency, color, [{ min: 0, max: value => Math.max(12, Math.ceil(value.max)) }]),
      this.chart('chart-network', network, color, [{ min: 0 }, { min: 0, position: 'right', splitLine: { show: false } }]),
      this.chart('chart-power', power, color, [{ min: 0 }], 76),
      this.chart('chart-learning', loss, color, [{}]),
    ].filter(one => one !== null);
    this.draw();
  }

  chart(id, lines, color, axes, right = axes.length > 1 ? 34 : 12) {
    const place = document.getElementById(id);
    if (place.closest('[hidden]') || lines.length === 0) return null;
    const chart = window.echarts.init(place, null, { renderer: 'canvas' });
    const text = { color: color('quiet'), fontSize: 11 };
    chart.setOption({
      animation: false, aria: { enabled: true }, textStyle: { fontFamily: 'inherit' },
      grid: { left: 34, right, top: 24, bottom: 22 },
      legend: { top: 0, right: 0, itemWidth: 22, itemHeight: 8, textStyle: text, icon: 'path://M0 3h22v2H0z' },
      tooltip: {
        trigger: 'axis', confine: true, backgroundColor: color('card'), borderColor: color('line'),
        textStyle: { color: color('text'), fontSize: 12 }, valueFormatter: value => value === null || value === undefined ? '–' : Number(value).toFixed(2),
      },
      xAxis: { type: 'time', axisLabel: { ...text, hideOverlap: true, formatter: '{HH}:{mm}:{ss}' }, axisLine: { lineStyle: { color: color('line') } }, splitNumber: 4 },
      yAxis: axes.map(axis => ({
        type: 'value', scale: true, splitNumber: 3, axisLabel: text, splitLine: { lineStyle: { color: color('line') } }, ...axis })),
      series: lines.map(({ source, scale, ...series }) => series),
    });
    return { chart, lines, shade: id === 'chart-power' ? color('enhanced') : null };
  }

  draw() {
    if (this.charts.length === 0) return;
    const count = Math.min(this.seconds, this.times.length);
    const times = this.times.slice(-count);
    for (const { chart, lines, shade } of this.charts) {
      const series = lines.map(({ source, scale = 1 }) => {
        const values = this.values[source].slice(-count);
        return { data: times.map((time, i) => [time, values[i] === null ? null : values[i] * scale]) };
      });
      if (shade) series[0].markArea = this.shaded(shade);
      chart.setOption({ xAxis: { min: Date.now() - 1000 * Math.min(this.seconds, Math.max(60, count)), max: Date.now() }, series });
    }
  }

  // Energy windows, those that are open up to now.
  shaded(color) {
    const since = Date.now() - 1000 * this.seconds;
    const seen = this.windows.filter(({ ended }) => !ended || Date.parse(ended) > since);
    return {
      silent: true, animation: false, itemStyle: { color, opacity: 0.14, borderColor: color, borderWidth: 1, borderType: 'dashed' },
      label: { color, fontSize: 11, position: 'insideTop' },
      data: seen.map(({ name, begun, ended }) => [
        { name, xAxis: Math.max(since, Date.parse(begun)) }, { xAxis: ended ? Date.parse(ended) : Date.now() }]),
    };
  }
}

function line(name, source, color, type) {
  return { type: 'line', name, source, showSymbol: false, sampling: 'lttb', itemStyle: { color }, lineStyle: { color, width: 1.6, type }, connectNulls: false };
}

function loadScript(address) {
  return new Promise((loaded, failed) => {
    const script = Object.assign(document.createElement('script'), { src: address, onload: loaded, onerror: failed });
    document.head.append(script);
  });
}
