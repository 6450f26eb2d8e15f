// Dark or light: as the system has it, or as was chosen here.
const key = 'onboard-theme';
const names = { auto: 'Auto', dark: 'Dark', light: 'Light' };
const system = matchMedia('(prefers-color-scheme: dark)');

export function setUpTheme(changed) {
  const button = document.getElementById('theme');
  const apply = () => {
    const choice = localStorage.getItem(key) ?? 'auto';
    const theme = choice === 'auto' ? system.matches ? 'dark' : 'light' : choice;
    document.documentElement.dataset.theme = theme;
    button.textContent = names[choice];
    button.ariaLabel = `${names[choice]} colours${choice === 'auto' ? ', as the system' : ''}`;
    changed();
  };
  button.addEventListener('click', () => {
    const order = Object.keys(names);
    localStorage.setItem(key, order[(order.indexOf(localStorage.getItem(key) ?? 'auto') + 1) % order.length]);
    apply();
  });
  system.addEventListener('change', apply);
  apply();
}
