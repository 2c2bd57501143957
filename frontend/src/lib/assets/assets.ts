// A film's assets as the server tells them, and how lists of them are made.
import type { Schemas } from '#lib/api/client.ts';
import type { ServerEvent } from '#lib/realtime/events.d.ts';

export type Asset = Schemas['AssetView'];
export type AssetFile = Schemas['AssetFileView'];
export type Category = Asset['category'];
export type Assets = ReadonlyMap<string, Asset>;

export const CATEGORIES: { id: Category; title: string; one: string }[] = [
  { id: 'characters', title: 'Characters', one: 'character' },
  { id: 'locations', title: 'Locations', one: 'location' },
  { id: 'styles', title: 'Styles', one: 'style' },
  { id: 'music', title: 'Music', one: 'piece of music' }
];

export function applyToAssets(assets: Assets, event: ServerEvent): Assets {
  if (event.type === 'asset_added') {
    const asset = event.asset as Asset;
    return new Map(assets).set(asset.assetId, asset);
  }
  if (event.type === 'asset_changed') {
    const known = assets.get(event.assetId);
    return known ? new Map(assets).set(event.assetId, { ...known, ...event.changes }) : assets;
  }
  if (event.type === 'character_usage_updated') {
    const known = assets.get(event.assetId);
    return known ? new Map(assets).set(event.assetId, { ...known, usage: event.usage } as Asset) : assets;
  }
  if (event.type === 'asset_removed') return new Map([...assets].filter(([id]) => id !== event.assetId));
  return assets;
}

/** Whether a shot may use other assets now than before. */
export function changesUse(event: ServerEvent): boolean {
  if (event.type === 'narrative_changed') return true;
  return event.type === 'shot_changed' && ('cast' in event.changes || 'assets' in event.changes);
}

/** The assets that have all the words and the tag, by name. */
export function matching(assets: Assets, words: string, tag: string | undefined): Asset[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return [...assets.values()]
    .filter((asset) => !tag || asset.tags.includes(tag))
    .filter((asset) => {
      const text = [asset.name, asset.description, ...asset.tags, ...asset.keywords].join(' ').toLowerCase();
      return wanted.every((word) => text.includes(word));
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** Every tag in use, the most frequent first. */
export function tagsOf(assets: Assets): string[] {
  const counts = new Map<string, number>();
  for (const asset of assets.values()) for (const tag of asset.tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([tag]) => tag);
}

/** The picture that stands for an asset. */
export function pictureOf(asset: Asset): string | null | undefined {
  const face = (asset as { baseFaceImagePath?: string | null }).baseFaceImagePath;
  const chosen =
    asset.files.find((file) => file.path === face) ?? asset.files.find((file) => file.name === asset.cover);
  return (chosen ?? asset.files.find((file) => file.thumbnailUrl))?.thumbnailUrl;
}

/** The address of a file's picture, `size` pixels wide at most. */
export const pictureAt = (file: AssetFile, size: number): string | undefined =>
  file.thumbnailUrl?.replace('size=320', `size=${size}`);

/** `75.4` → `1:15` */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds || 0));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const end = `${whole % 60}`.padStart(2, '0');
  return hours ? `${hours}:${`${minutes}`.padStart(2, '0')}:${end}` : `${minutes}:${end}`;
}

/** `mara_close up.png` → `mara close up` */
export function nameFrom(file: string): string {
  const stem = file.replace(/\.[^.]+$/, '');
  return stem.replace(/[_\s]+/g, ' ').trim() || file;
}

export function size(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (bytes >= 1000 && unit < units.length - 1) {
    bytes /= 1000;
    unit++;
  }
  return `${unit && bytes < 10 ? bytes.toFixed(1) : Math.round(bytes)} ${units[unit]}`;
}

/** What is known of a file, in one line. */
export function facts(file: AssetFile): string {
  return [
    file.width && file.height && `${file.width} × ${file.height}`,
    file.durationSeconds &&
      (file.durationSeconds < 60 ? `${file.durationSeconds.toFixed(1)} s` : clockTime(file.durationSeconds)),
    file.fps && `${file.fps} fps`,
    file.codec,
    file.colorSpace,
    file.model && `${file.model.kind ?? 'model'}, ${file.model.tensors} tensors ${file.model.types.join(' ')}`,
    size(file.bytes)
  ]
    .filter(Boolean)
    .join(' · ');
}
