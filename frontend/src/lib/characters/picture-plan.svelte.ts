// Several pictures that were brought at once: which of them goes into which slot, until a person says yes.
import { slotsFor } from './slot-names.ts';

export class PlannedPicture {
  slot = $state<string>();
  taken = $state(true);
  readonly url: string;

  constructor(
    readonly id: number,
    readonly file: File,
    slot: string | undefined
  ) {
    this.slot = slot;
    this.url = URL.createObjectURL(file);
  }
}

const SHOWN = ['image/png', 'image/jpeg', 'image/webp'];
/** A browser that does not know what a file is leaves it to its name. */
const isShown = ({ type, name }: File): boolean => (type ? SHOWN.includes(type) : /\.(png|jpe?g|webp)$/i.test(name));

export class PicturePlan {
  #all = $state.raw<PlannedPicture[]>([]);
  /** Names of files that are no pictures. */
  leftOut = $state.raw<string[]>([]);
  #last = 0;

  get all() {
    return this.#all;
  }
  /** What goes into slots once a person says so. */
  get going(): { slot: string; file: File }[] {
    return this.#all.flatMap(({ slot, file, taken }) => (slot && taken ? [{ slot, file }] : []));
  }

  add(files: readonly File[], slots: readonly string[], character: string): void {
    const pictures = files.filter(isShown);
    this.leftOut = [...this.leftOut, ...files.filter((file) => !pictures.includes(file)).map(({ name }) => name)];
    const used = new Set(this.#all.map(({ slot }) => slot));
    const free = slots.filter((slot) => !used.has(slot));
    const found = slotsFor(
      pictures.map(({ name }) => name),
      free,
      character
    );
    const fresh = pictures.map((file, at) => new PlannedPicture(++this.#last, file, found[at]));
    this.#all = [...this.#all, ...fresh].sort((a, b) => Number(!a.slot) - Number(!b.slot));
  }

  /** Put one into a slot; another that was meant for it is meant for none. */
  assign(id: number, slot: string | undefined): void {
    for (const one of this.#all) {
      if (one.id === id) [one.slot, one.taken] = [slot, true];
      else if (slot && one.slot === slot) one.slot = undefined;
    }
  }

  clear(): void {
    for (const { url } of this.#all) URL.revokeObjectURL(url);
    [this.#all, this.leftOut] = [[], []];
  }
}
