// The sheet of keys is complete and honest: what is pressed anywhere in the app stands in the catalogue.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, shortcutIn, SHORTCUTS, type List } from './catalogue.ts';

const root = new URL('../../', import.meta.url);
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(svelte|ts)$/.test(path) && !/\.test\.ts$|\.d\.ts$/.test(path))
  .map((path) => ({ path, text: readFileSync(new URL(path, root), 'utf8') }))
  .filter(({ path }) => !path.endsWith('actions/catalogue.ts'));

/** Fields that are typed into end by Enter and Escape; parts of the window bring what ARIA says of their kind. */
const OWN = [
  'lib/ui/ContextMenu.svelte',
  'lib/ui/Drawer.svelte',
  'lib/actions/CommandPalette.svelte',
  'lib/actions/registry.svelte.ts'
];
const IN_A_FIELD = new Set(['Enter', 'Escape', 'Backspace', ',', 'Tab']);

describe('every key', () => {
  it('of the catalogue is bound by somebody, and says what it is', () => {
    for (const shortcut of SHORTCUTS) {
      if (!shortcut.keys || shortcut.id === 'window.close' || shortcut.id === 'files.find') continue;
      expect(shortcut.press, shortcut.id).toBeTruthy();
      expect(
        sources.some(({ text }) => text.includes(`'${shortcut.id}'`)),
        `${shortcut.id} does nothing`
      ).toBe(true);
    }
  });

  it('that a component compares by hand belongs to a field that is typed into', () => {
    const odd = sources
      .filter(({ path }) => !OWN.some((own) => path.endsWith(own)))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/\b(?:e|event)\.key\s*(?:===|!==)\s*'([^']+)'/g)]
          .filter(([, key]) => !IN_A_FIELD.has(key!))
          .map(([found]) => `${path}: ${found}`)
      );
    expect(odd.filter((one) => !one.startsWith('lib/files/FileList.svelte'))).toEqual([]);
  });

  it('of a window or a list is heard through the catalogue', () => {
    const hearing = sources.filter(({ text }) => /<svelte:window[^>]*\bonkeydown/.test(text)).map(({ path }) => path);
    expect(hearing.sort()).toEqual(['lib/actions/Everywhere.svelte', 'lib/takes/LargeView.svelte']);
    const keyed = sources.filter(({ text }) => /\[event\.key\]|\[e\.key\]/.test(text)).map(({ path }) => path);
    expect(keyed.filter((path) => !OWN.includes(path))).toEqual([]);
  });

  it('means one thing in a list', () => {
    const lists = new Set(SHORTCUTS.flatMap(({ list }) => list ?? []));
    for (const list of lists) {
      const pressed = SHORTCUTS.filter((one) => one.list === list).flatMap(({ press = [] }) => press);
      expect(new Set(pressed).size, list).toBe(pressed.length);
    }
  });
});

describe('a list', () => {
  const press = (list: List, key: string, held: object = {}) =>
    shortcutIn(list, { key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held })?.id;

  it('knows its keys with what is held, and no others', () => {
    expect(press('tree', 'n')).toBe('tree.after');
    expect(press('tree', 'N', { shiftKey: true })).toBe('tree.inside');
    expect(press('tree', 'ArrowUp', { altKey: true })).toBe('tree.move');
    expect(press('tree', 'd', { metaKey: true })).toBe('tree.duplicate');
    expect(press('tree', 'F10', { shiftKey: true })).toBe('tree.menu');
    expect(press('tree', 'ContextMenu')).toBe('tree.menu');
    expect(press('tree', 'd')).toBeUndefined();
    expect(press('large', '+', { shiftKey: true })).toBe('large.zoom');
    expect(press('files', 'n')).toBeUndefined();
    expect(CATALOGUE.some(({ id }) => id === 'tree.menu')).toBe(true);
  });
});
