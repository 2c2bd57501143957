// The one file that opens a socket: keeps it open, comes back with the last id it saw, and says when it could not.
import type { ServerEvent } from './events.d.ts';

export type ConnectionState = 'connecting' | 'live' | 'offline';
type Outgoing = { type: string } & Record<string, unknown>;

/** The server's close code for a film that it does not have; trying again would not help. */
const UNKNOWN_FILM = 4404;
const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 10_000;

/** Milliseconds until the next try: twice as long each time, with jitter so that windows do not all return at once. */
export function pauseBefore(attempt: number, random = Math.random): number {
  const whole = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
  return whole / 2 + (whole / 2) * random();
}

export class Connection {
  #state = $state<ConnectionState>('connecting');
  #socket: WebSocket | undefined;
  #lastId: string | undefined;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  sessionId = $state('');

  constructor(
    private readonly projectId: string,
    private readonly onEvent: (event: ServerEvent) => void,
    /** Everything must be loaded (again): once at first, with or without a socket, and whenever events were lost. */
    private readonly onLoad: () => void
  ) {}

  get state(): ConnectionState {
    return this.#state;
  }

  open(): void {
    this.#closed = false;
    const address = new URL(`/ws/${this.projectId}`, location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    if (this.#lastId) address.searchParams.set('since', this.#lastId);
    const socket = new WebSocket(address);
    this.#socket = socket;
    socket.onmessage = (message) => this.#receive(JSON.parse(message.data as string) as ServerEvent);
    socket.onclose = (closing) => this.#lost(socket, closing.code);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  send(message: Outgoing): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #receive(event: ServerEvent): void {
    if (event.type === 'reset') {
      this.#lastId = undefined;
      this.onLoad();
      return;
    }
    if (event.type === 'hello') {
      const first = this.#lastId === undefined;
      this.sessionId = event.sessionId;
      this.#attempt = 0;
      this.#state = 'live';
      if (first) {
        this.#lastId = event.lastEventId;
        this.onLoad();
      }
      return;
    }
    if (event.id) this.#lastId = event.id;
    this.onEvent(event);
  }

  #lost(socket: WebSocket, code: number): void {
    if (this.#closed || socket !== this.#socket) return;
    this.#state = 'offline';
    const neverLive = this.#lastId === undefined && this.#attempt === 0;
    if (neverLive || code === UNKNOWN_FILM) this.onLoad();
    if (code === UNKNOWN_FILM) return;
    this.#timer = setTimeout(() => this.open(), pauseBefore(this.#attempt++));
  }
}
