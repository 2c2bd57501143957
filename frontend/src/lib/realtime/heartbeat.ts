// A line can be dead without the socket noticing: a sleeping laptop, a changed network. So ask, and listen for an answer.

const LOOK_EVERY_MS = 5_000;
const ASK_EVERY_MS = 20_000;
const DEAD_AFTER_MS = 45_000;
/** How long an answer may take when there is a reason to doubt the line. */
const DOUBT_MS = 5_000;

export class Heartbeat {
  #timer: ReturnType<typeof setInterval> | undefined;
  #doubt: ReturnType<typeof setTimeout> | undefined;
  #heardAt = 0;
  #askedAt = 0;
  #n = 0;

  constructor(
    private readonly ask: (n: number) => void,
    private readonly onDead: () => void
  ) {}

  start(): void {
    this.stop();
    this.#heardAt = this.#askedAt = Date.now();
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#doubt);
  }

  /** Something came; whatever it was, the line lives. */
  heard(): void {
    this.#heardAt = Date.now();
    clearTimeout(this.#doubt);
  }

  /** There is a reason to doubt the line, for example a laptop that woke up: ask now and wait only a moment. */
  doubt(): void {
    clearTimeout(this.#doubt);
    this.#doubt = setTimeout(this.onDead, DOUBT_MS);
    this.#ask();
  }

  #look(): void {
    const now = Date.now();
    // In a hidden window this comes rarely; silence counts only when a question stands unanswered.
    if (this.#askedAt > this.#heardAt && now - this.#heardAt >= DEAD_AFTER_MS) this.onDead();
    else if (now - this.#askedAt >= ASK_EVERY_MS) this.#ask();
  }

  #ask(): void {
    this.#askedAt = Date.now();
    this.ask(++this.#n);
  }
}
