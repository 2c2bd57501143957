// Load, then apply: events that come while something is being loaded wait, and are applied to what was loaded.
import type { ServerEvent } from './events.d.ts';

export class Intake {
  #loading = 0;
  #waiting: ServerEvent[] = [];

  constructor(
    private readonly apply: (event: ServerEvent) => void,
    /** Told which events came while loading, after they were applied. */
    private readonly onCaughtUp: (events: ServerEvent[]) => void = () => {}
  ) {}

  receive(event: ServerEvent): void {
    if (this.#loading) this.#waiting.push(event);
    else this.apply(event);
  }

  /** Hold events back while `load` runs. Its error is passed on, after the events were applied. */
  async while(load: () => Promise<void>): Promise<void> {
    this.#loading++;
    try {
      await load();
    } finally {
      if (--this.#loading === 0) this.#catchUp();
    }
  }

  #catchUp(): void {
    const events = this.#waiting.splice(0);
    for (const event of events) this.apply(event);
    this.onCaughtUp(events);
  }
}
