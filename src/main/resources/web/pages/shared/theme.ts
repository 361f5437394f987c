/** What the person chose over what the system says. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'syncline.theme';

export function theme(): Theme {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

export function setTheme(chosen: Theme): void {
  if (chosen === 'system') localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, chosen);
  applyTheme();
}

export function applyTheme(): void {
  const chosen = theme();
  if (chosen === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = chosen;
  dispatchEvent(new Event('themechange'));
}

/** Calls back whenever the colours change; returns what ends it. */
export function onThemeChange(call: () => void): () => void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', call);
  addEventListener('themechange', call);
  return () => {
    dark.removeEventListener('change', call);
    removeEventListener('themechange', call);
  };
}
