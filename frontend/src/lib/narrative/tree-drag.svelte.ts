// What is dragged over the tree's rows, and where it would go.
import type { FilmTree } from '#lib/api/client.ts';
import { dropOn, type DropLine, type Target } from './moves.ts';
import type { Row } from './rows.ts';

export class TreeDrag {
  #dragged = $state.raw<Row>();
  #over = $state.raw<{ target: Target; line: DropLine }>();

  get dragged() {
    return this.#dragged;
  }
  /** Where the line is drawn. */
  get line() {
    return this.#over?.line;
  }

  start(event: DragEvent, rows: Row[]): void {
    this.#dragged = rowAt(event, rows);
    if (this.#dragged && event.dataTransfer) {
      event.dataTransfer.effectAllowed = 'move';
      event.dataTransfer.setData('text/plain', this.#dragged.name);
    }
  }

  over(event: DragEvent, rows: Row[], tree: FilmTree | undefined): void {
    const row = rowAt(event, rows);
    if (!this.#dragged || !tree) return;
    if (!row) {
      this.#over = undefined;
      return;
    }
    const box = document.getElementById(`row-${row.id}`)!.getBoundingClientRect();
    const half = event.clientY < box.top + box.height / 2 ? 'upper' : 'lower';
    this.#over = dropOn(tree, rows, this.#dragged, row, half);
    if (this.#over) event.preventDefault();
  }

  /** What was dropped, and where it goes. */
  drop(event: DragEvent): { row: Row; target: Target } | undefined {
    const dropped = this.#dragged && this.#over && { row: this.#dragged, target: this.#over.target };
    if (dropped) event.preventDefault();
    this.end();
    return dropped;
  }

  end(): void {
    this.#dragged = this.#over = undefined;
  }
}

function rowAt(event: DragEvent, rows: Row[]): Row | undefined {
  const element = (event.target as Element | null)?.closest('[role="treeitem"]');
  return element ? rows.find((row) => `row-${row.id}` === element.id) : undefined;
}
