// What was deleted in this window and can still be brought back: by the toast that says so, or by Ctrl+Z.
import { toast } from 'svelte-sonner';

const OFFERED_MS = 12_000;

interface Offer {
  id: string;
  toast: string | number;
}

export class Deletions {
  #offers: Offer[] = [];

  constructor(private readonly bringBack: (id: string) => void) {}

  /** Say what was deleted, and offer to undo it. */
  offer(id: string, sentence: string): void {
    const forget = () => (this.#offers = this.#offers.filter((one) => one.id !== id));
    const shown = toast(sentence, {
      duration: OFFERED_MS,
      action: { label: 'Undo', onClick: () => this.undo(id) },
      onDismiss: forget,
      onAutoClose: forget
    });
    this.#offers.push({ id, toast: shown });
  }

  /** Bring back what was deleted last, or the element with this id. False when there is nothing to undo. */
  undo(id = this.#offers.at(-1)?.id): boolean {
    const offer = this.#offers.find((one) => one.id === id);
    if (!offer) return false;
    this.#offers = this.#offers.filter((one) => one !== offer);
    toast.dismiss(offer.toast);
    this.bringBack(offer.id);
    return true;
  }

  /** Another film is shown. */
  forget(): void {
    for (const offer of this.#offers) toast.dismiss(offer.toast);
    this.#offers = [];
  }
}
