// Pictures on their way into a character's slots.
import { Sending, SentFile } from '#lib/assets/sending.svelte.ts';
import type { CharacterRequests } from './character-requests.ts';

export class SlotPicture extends SentFile {
  constructor(
    file: File,
    readonly slot: string
  ) {
    super(file, false);
  }
}

export class SlotPictures extends Sending<SlotPicture> {
  constructor(
    private readonly requests: CharacterRequests,
    /** A picture is in its slot. */
    private readonly oncame: (slot: string) => void
  ) {
    super();
  }

  /** What is under way for a slot, or did not come. */
  of(slot: string): SlotPicture | undefined {
    return this.all.findLast((one) => one.slot === slot && one.state !== 'done' && one.state !== 'cancelled');
  }

  put(file: File, slot: string): void {
    const before = this.of(slot);
    if (before?.underWay) this.cancel(before);
    if (before) this.dismiss(before);
    this.begin(new SlotPicture(file, slot));
  }

  protected override address({ slot }: SlotPicture): string {
    return this.requests.address(slot);
  }

  protected override partial({ uploadId }: SlotPicture): string {
    return this.requests.partial(uploadId);
  }

  protected override again({ file, slot }: SlotPicture): SlotPicture {
    return new SlotPicture(file, slot);
  }

  protected override came({ slot }: SlotPicture): string {
    this.oncame(slot);
    return '';
  }

  protected override stayedAway(): void {
    // Nothing was made for it, so nothing is left to tidy.
  }
}
