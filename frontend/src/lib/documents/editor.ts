// CodeMirror, set up for prose and scripts. Line endings stay as they are in the file.
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState, RangeSetBuilder, StateField, type Extension } from '@codemirror/state';
import { Decoration, EditorView, drawSelection, keymap, type DecorationSet } from '@codemirror/view';
import type { DocumentType } from './documents.ts';
import { linesOf } from './fountain.ts';
import { openShotHere, slates } from './slates.ts';

export interface EditorOptions {
  text: string;
  type: DocumentType;
  label: string;
  onchange: (text: string) => void;
  onsave: () => void;
  /** The lines that are selected now, from 1. */
  onselect?: (line: number, lastLine: number) => void;
  /** Go to the shot of a line. */
  onshot?: (shotId: string) => void;
}

/** A line's own ending is kept: whole files of `\r\n` split there, in all others a stray `\r` stays in its line. */
function lineEnding(text: string): string {
  const all = text.match(/\n/g)?.length ?? 0;
  return all > 0 && text.match(/\r\n/g)?.length === all ? '\r\n' : '\n';
}

export function makeEditor(parent: HTMLElement, options: EditorOptions): EditorView {
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        EditorState.lineSeparator.of(lineEnding(options.text)),
        history(),
        drawSelection(),
        highlightSelectionMatches(),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': options.label, spellcheck: 'true', tabindex: '0' }),
        keymap.of([
          { key: 'Mod-s', preventDefault: true, run: () => (options.onsave(), true) },
          { key: 'Mod-Enter', run: (view) => openShotHere(view, options.onshot) },
          ...defaultKeymap,
          ...historyKeymap,
          ...searchKeymap
        ]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.onchange(update.state.sliceDoc());
          if (update.selectionSet || update.docChanged) {
            const { from, to } = update.state.selection.main;
            options.onselect?.(update.state.doc.lineAt(from).number, update.state.doc.lineAt(to).number);
          }
        }),
        // Files are for the page, which brings them in as documents.
        EditorView.domEventHandlers({ drop: (event) => !!event.dataTransfer?.types.includes('Files') }),
        options.type === 'screenplay' ? slates(options.onshot) : [],
        options.type === 'screenplay' ? highlighting(scriptLines) : highlighting(proseLines),
        look
      ]
    })
  });
}

type LineClasses = (text: string) => string[];

const scriptLines: LineClasses = (text) => linesOf(text).map(({ kind }) => `script-${kind}`);
const proseLines: LineClasses = (text) =>
  text.split('\n').map((line) => (/^#{1,6}\s/.test(line) ? 'script-section' : 'script-action'));

/** Show a line in the middle, with the cursor in it. */
export function goToLine(view: EditorView, line: number): void {
  const { from } = view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines)));
  view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
  view.focus();
}

/** A class for each line, worked out again when the text changes. */
function highlighting(classes: LineClasses): Extension {
  const marks = (state: EditorState): DecorationSet => {
    const builder = new RangeSetBuilder<Decoration>();
    const found = classes(state.doc.toString().replaceAll('\r', ' '));
    for (let number = 1; number <= state.doc.lines; number++) {
      const name = found[number - 1];
      if (name && name !== 'script-action' && name !== 'script-blank') {
        const from = state.doc.line(number).from;
        builder.add(from, from, Decoration.line({ class: name }));
      }
    }
    return builder.finish();
  };
  return StateField.define<DecorationSet>({
    create: marks,
    update: (known, change) => (change.docChanged ? marks(change.state) : known),
    provide: (field) => EditorView.decorations.from(field)
  });
}

const look = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--bg)', color: 'var(--text)' },
  '&.cm-focused': { outline: 'none', boxShadow: 'inset 2px 0 var(--accent)' },
  '.cm-scroller': { fontFamily: 'var(--mono)', fontSize: '14px', lineHeight: '1.55' },
  '.cm-content': { padding: '20px 24px 40vh', caretColor: 'var(--text)', maxWidth: '76ch' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    backgroundColor: 'var(--accent-wash)'
  },
  '.cm-panels': { backgroundColor: 'var(--panel)', color: 'var(--text)' },
  '.cm-selectionMatch': { backgroundColor: 'var(--hover)' },
  '.script-scene_heading': { color: 'var(--accent)', fontWeight: '600' },
  '.script-character': { color: 'var(--info)' },
  '.script-parenthetical, .script-synopsis': { color: 'var(--muted)', fontStyle: 'italic' },
  '.script-lyrics': { fontStyle: 'italic' },
  '.script-transition, .script-page_break': { color: 'var(--muted)' },
  '.script-section': { color: 'var(--good)', fontWeight: '600' },
  '.script-hidden': { color: 'var(--faint)' },
  '.script-title_page': { color: 'var(--muted)' }
});
