// The margin of a script: the slates of shots beside the lines that they show. They move with what is typed.
import { RangeSet, StateEffect, StateField, type Extension, type Range } from '@codemirror/state';
import { EditorView, gutter, GutterMarker } from '@codemirror/view';
import { linesTold, type LinkedShot } from './documents.ts';

type GoToShot = ((shotId: string) => void) | undefined;

class Slates extends GutterMarker {
  override elementClass = 'cm-linked';

  constructor(readonly shots: readonly LinkedShot[]) {
    super();
  }

  override eq(other: Slates): boolean {
    return JSON.stringify(other.shots) === JSON.stringify(this.shots);
  }

  override toDOM(): Node {
    const box = document.createElement('span');
    for (const shot of this.shots) {
      const slate = document.createElement('span');
      slate.className = 'cm-slate';
      slate.dataset.shot = shot.shotId;
      slate.dataset.state = shot.state;
      slate.textContent = shot.slate;
      const changed = shot.state === 'changed' ? ', whose lines were changed since' : '';
      slate.title = `${shot.slate} ${shot.name}${changed} (${linesTold(shot.line, shot.lastLine)})`;
      box.append(slate);
    }
    return box;
  }
}

const put = StateEffect.define<readonly LinkedShot[]>();

const field = StateField.define<RangeSet<Slates>>({
  create: () => RangeSet.empty,
  update(known, change) {
    let marks = known.map(change.changes);
    for (const effect of change.effects)
      if (effect.is(put)) marks = RangeSet.of(markers(effect.value, change.state.doc), true);
    return marks;
  }
});

/** One mark for each line: with the slates of shots that begin there, else a stroke for those that go on. */
function markers(shots: readonly LinkedShot[], doc: EditorView['state']['doc']): Range<Slates>[] {
  const beginning = new Map<number, LinkedShot[]>();
  for (const shot of shots) {
    if (shot.state === 'lost') continue;
    for (let line = shot.line; line <= Math.min(shot.lastLine, doc.lines); line++) {
      const here = beginning.get(line) ?? [];
      if (line === shot.line) here.push(shot);
      beginning.set(line, here);
    }
  }
  return [...beginning].map(([line, here]) => new Slates(here).range(doc.line(line).from));
}

export function showSlates(view: EditorView, shots: readonly LinkedShot[]): void {
  view.dispatch({ effects: put.of(shots) });
}

/** Go to the shot of the line with the cursor. Says whether there is one. */
export function openShotHere(view: EditorView, go: GoToShot): boolean {
  const line = view.state.doc.lineAt(view.state.selection.main.head);
  let shot: LinkedShot | undefined;
  view.state.field(field, false)?.between(0, line.to, (_, __, mark) => void (shot = mark.shots.at(-1) ?? shot));
  const isHere = shot && line.number >= shot.line && line.number <= shot.lastLine;
  if (!shot || !isHere || !go) return false;
  go(shot.shotId);
  return true;
}

export function slates(go: GoToShot): Extension {
  return [
    field,
    gutter({
      class: 'cm-slates',
      markers: (view) => view.state.field(field),
      domEventHandlers: {
        mousedown(_, __, event) {
          const shot = event.target instanceof HTMLElement && event.target.dataset.shot;
          if (!shot || !go) return false;
          go(shot);
          return true;
        }
      }
    }),
    EditorView.baseTheme({
      '.cm-gutters': { backgroundColor: 'var(--panel)', color: 'var(--muted)', borderRight: '1px solid var(--line)' },
      '.cm-slates': { minWidth: '12px' },
      '.cm-slates .cm-gutterElement': { padding: '0 6px', fontSize: '11px', whiteSpace: 'nowrap' },
      '.cm-linked': { boxShadow: 'inset -2px 0 var(--accent)' },
      '.cm-slate': { display: 'block', cursor: 'pointer', color: 'var(--accent)', fontFamily: 'var(--mono)' },
      '.cm-slate:hover': { textDecoration: 'underline' },
      '.cm-slate[data-state=changed]::after': { content: '" ~"' }
    })
  ];
}
