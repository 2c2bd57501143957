import { describe, expect, it } from 'vitest';
import type { ServerEvent } from '#lib/realtime/events.d.ts';
import {
  applyToAssets,
  changesUse,
  facts,
  matching,
  nameFrom,
  size,
  tagsOf,
  type Asset,
  type AssetFile
} from './assets.ts';
import { foldersOf, freeName, laidOut } from './folders.ts';

const asset = (name: string, fields: Partial<Asset> = {}): Asset => ({
  assetId: `char-${name}`,
  assetType: 'character',
  category: 'characters',
  name,
  description: '',
  tags: [],
  keywords: [],
  negativeKeywords: [],
  folder: `01_Assets/Characters/${name}`,
  files: [],
  ...fields
});
const event = (fields: object) => fields as unknown as ServerEvent;
const film = (...all: Asset[]) => new Map(all.map((one) => [one.assetId, one]));

describe('the assets of a film', () => {
  it('follow what is told', () => {
    const mara = asset('Mara');
    let assets = applyToAssets(new Map(), event({ type: 'asset_added', asset: mara }));
    assets = applyToAssets(assets, event({ type: 'asset_changed', assetId: mara.assetId, changes: { name: 'Voss' } }));
    expect(assets.get(mara.assetId)?.name).toBe('Voss');
    expect(applyToAssets(assets, event({ type: 'asset_changed', assetId: 'char-x', changes: {} }))).toBe(assets);
    expect(applyToAssets(assets, event({ type: 'asset_removed', assetId: mara.assetId })).size).toBe(0);
    expect(applyToAssets(assets, event({ type: 'ping' }))).toBe(assets);
  });

  it('are found by words and tag, in the order of their names', () => {
    const assets = film(
      asset('Tom', { tags: ['lead'] }),
      asset('Mara', { keywords: ['red coat'], tags: ['lead', 'night'] }),
      asset('Bo')
    );
    const names = (words: string, tag?: string) => matching(assets, words, tag).map((one) => one.name);
    expect(names('')).toEqual(['Bo', 'Mara', 'Tom']);
    expect(names(' COAT red')).toEqual(['Mara']);
    expect(names('', 'lead')).toEqual(['Mara', 'Tom']);
    expect(tagsOf(assets)).toEqual(['lead', 'night']);
  });

  it('are used differently only when a cast, the assets of a shot or the tree changed', () => {
    expect(changesUse(event({ type: 'shot_changed', changes: { cast: [] } }))).toBe(true);
    expect(changesUse(event({ type: 'shot_changed', changes: { lens: 35 } }))).toBe(false);
    expect(changesUse(event({ type: 'narrative_changed' }))).toBe(true);
  });
});

describe('folders of assets', () => {
  const place = (name: string, folder: string) =>
    asset(name, { category: 'locations', folder: `01_Assets/Locations/${folder}${name}` });
  const all = [place('Boat', 'Harbour/Night/'), place('Diner', ''), place('Pier', 'Harbour/')];
  const folders = foldersOf('locations', ['01_Assets/Locations/Empty', '01_Assets/Music/Other'], all);
  const told = (closed: string[], every = true) =>
    laidOut(all, folders, new Set(closed), every).map(
      (line) => ' '.repeat(line.depth) + (line.kind === 'folder' ? `${line.name}/${line.count}` : line.asset.name)
    );

  it('come before the assets beside them, each with what is in it', () => {
    expect(folders).toEqual(['Empty', 'Harbour', 'Harbour/Night']);
    expect(told([])).toEqual(['Empty/0', 'Harbour/2', ' Night/1', '  Boat', ' Pier', 'Diner']);
    expect(told(['Harbour'], false)).toEqual(['Harbour/2', 'Diner']);
  });

  it('get a name that is free', () => {
    expect(freeName('', ['new folder', 'New folder 2'])).toBe('New folder 3');
    expect(freeName('Harbour', folders)).toBe('Harbour/New folder');
  });
});

describe('a file', () => {
  it('names an asset without its ending', () => {
    expect(nameFrom('mara_close  up.png')).toBe('mara close up');
    expect(nameFrom('.png')).toBe('.png');
  });

  it('is told in one line', () => {
    expect([size(999), size(1500), size(25_000_000)]).toEqual(['999 bytes', '1.5 KB', '25 MB']);
    const film = { width: 64, height: 36, durationSeconds: 2.5, fps: 24, codec: 'h264', bytes: 10 } as AssetFile;
    expect(facts(film)).toBe('64 × 36 · 2.5 s · 24 fps · h264 · 10 bytes');
    const model = { model: { tensors: 3, types: ['F16'], kind: 'lora' }, bytes: 10 } as AssetFile;
    expect(facts(model)).toBe('lora, 3 tensors F16 · 10 bytes');
  });
});
