// What can be changed, behind the token: it comes with the address that `onboard run` prints, or is typed in.
const key = 'onboard-token';

export class Controls {
  constructor(unlocked) {
    this.unlocked = unlocked;
    this.token = sessionStorage.getItem(key);
    const given = new URLSearchParams(location.hash.slice(1)).get('token');
    if (given) {
      this.token = given;
      history.replaceState(null, '', location.pathname + location.search);
    }
    this.form = document.getElementById('unlock');
    this.place = document.getElementById('controls');
    this.form.addEventListener('submit', event => {
      event.preventDefault();
      this.unlock(document.getElementById('token').value.trim());
    });
    if (this.token) this.unlock(this.token);
  }

  async unlock(token) {
    const response = await this.post('/api/v1/token', token);
    if (!response.ok) {
      this.lock();
      return;
    }
    this.token = token;
    sessionStorage.setItem(key, token);
    this.form.hidden = true;
    this.place.hidden = false;
    this.unlocked(token);
    this.answer('unlocked', true);
  }

  lock() {
    sessionStorage.removeItem(key);
    this.token = null;
    this.form.hidden = false;
    this.place.hidden = true;
    this.answer('that is not the token', false);
  }

  show(controls) {
    const shown = JSON.stringify(controls);
    if (this.shown === shown) return;
    this.shown = shown;
    // Whoever is at a button with the keyboard stays there.
    const at = this.place.contains(document.activeElement) ? document.activeElement.id : null;
    this.place.replaceChildren(...controls.map(control => this.build(control)));
    if (at) document.getElementById(at)?.focus();
    if (controls.length === 0) this.place.textContent = 'this service has nothing that can be changed while it runs';
  }

  build(control) {
    const row = Object.assign(document.createElement('div'), { className: 'control' });
    const label = Object.assign(document.createElement('label'), { textContent: control.label, htmlFor: `control-${control.name}` });
    const help = Object.assign(document.createElement('p'), { className: 'quiet', textContent: control.help });
    row.append(label, help, this.input(control));
    return row;
  }

  input(control) {
    const id = `control-${control.name}`;
    if (control.kind === 'action') return this.actions(control);
    const on = control.value === 'on';
    const button = Object.assign(document.createElement('button'), { id, type: 'button', textContent: on ? 'on' : 'off' });
    button.ariaPressed = String(on);
    button.addEventListener('click', () => this.set(control.name, on ? 'off' : 'on'));
    return button;
  }

  // A button for each of its choices; the first one is what the label names.
  actions(control) {
    const group = Object.assign(document.createElement('span'), { className: 'actions' });
    control.choices.forEach((choice, i) => {
      const button = Object.assign(document.createElement('button'), { type: 'button', textContent: choice });
      button.id = `control-${control.name}${i > 0 ? `-${i}` : ''}`;
      button.ariaLabel = `${control.label}: ${choice}`;
      button.addEventListener('click', () => this.set(control.name, choice));
      group.append(button);
    });
    return group;
  }

  async set(name, value) {
    const response = await this.post(`/api/v1/controls/${name}`, this.token, { value });
    if (response.status === 401) return this.lock();
    const text = response.ok ? `${name}: ${value}` : (await response.json()).detail;
    this.answer(text, response.ok);
  }

  post(address, token, body) {
    return fetch(address, {
      method: 'POST', body: JSON.stringify(body ?? {}),
      headers: { 'Authorization': `Bearer ${token}`, 'Content-Type': 'application/json' },
    });
  }

  answer(text, ok) {
    const place = document.getElementById('control-answer');
    place.textContent = text;
    place.dataset.ok = ok;
  }
}
