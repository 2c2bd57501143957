// What was used lately, remembered by this browser.
const KEY = 'auteur-recent';
const MOST = 24;

export function recentKeys(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((key) => typeof key === 'string') : [];
  } catch {
    return [];
  }
}

export function remember(key: string): void {
  localStorage.setItem(KEY, JSON.stringify([key, ...recentKeys().filter((one) => one !== key)].slice(0, MOST)));
}
