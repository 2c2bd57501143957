// The one file that opens a socket: keeps it open, comes back with the last id it saw, and says when it could not.
import type { ClientMessage, ServerEvent } from './events.d.ts';
import { Heartbeat } from './heartbeat.ts';

export type ConnectionState = 'connecting' | 'live' | 'offline';

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
  /** Something could not be loaded, so everything is as soon as the studio is back. */
  #incomplete = false;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #heartbeat = new Heartbeat(
    (n) => this.send({ type: 'ping', n }),
    () => this.#abandon()
  );
  sessionId = $state('');

  constructor(
    private readonly path: string,
    private readonly onEvent: (event: ServerEvent) => void,
    /** Everything must be loaded (again): once at first, with or without a socket, and whenever events were lost. */
    private readonly onLoad: () => void,
    /** Whether the server can send what was missed; where not, everything is loaded again after each gap. */
    private readonly replays = true
  ) {}

  get state(): ConnectionState {
    return this.#state;
  }

  open(): void {
    addEventListener('online', this.#awake);
    document.addEventListener('visibilitychange', this.#awake);
    addEventListener('pagehide', this.#away);
    addEventListener('pageshow', this.#back);
    this.#connect();
  }

  close(): void {
    removeEventListener('online', this.#awake);
    document.removeEventListener('visibilitychange', this.#awake);
    removeEventListener('pagehide', this.#away);
    removeEventListener('pageshow', this.#back);
    this.#away();
  }

  /** What is shown lacks something that the studio did not answer. */
  lacks(): void {
    this.#incomplete = true;
  }

  send(message: ClientMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #connect(): void {
    clearTimeout(this.#timer);
    const address = new URL(this.path, location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    if (this.replays && this.#lastId) address.searchParams.set('since', this.#lastId);
    const previous = this.#socket;
    const socket = (this.#socket = new WebSocket(address));
    previous?.close();
    this.#heartbeat.start();
    socket.onmessage = (message) => {
      if (socket === this.#socket) this.#receive(JSON.parse(message.data as string) as ServerEvent);
    };
    socket.onclose = (closing) => {
      if (socket === this.#socket) this.#lost(closing.code);
    };
  }

  /** The browser may keep a page that was left for when somebody comes back; until then it is no window on the film. */
  #away = (): void => {
    clearTimeout(this.#timer);
    this.#heartbeat.stop();
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  };

  #back = (event: PageTransitionEvent): void => {
    if (!event.persisted) return;
    this.#state = 'connecting';
    this.#attempt = 0;
    this.#connect();
  };

  /** The network came back, or the window was brought to the front: do not wait for a timer to find out. */
  #awake = (): void => {
    if (document.visibilityState === 'hidden' || !this.#socket) return;
    if (this.#state === 'live') this.#heartbeat.doubt();
    else if (this.#state === 'offline') {
      this.#attempt = 0;
      this.#connect();
    }
  };

  #receive(event: ServerEvent): void {
    this.#heartbeat.heard();
    switch (event.type) {
      case 'reset':
        this.#lastId = undefined;
        if (this.#state === 'live') this.onLoad(); // otherwise the hello that follows does
        return;
      case 'hello': {
        const load = !this.replays || this.#lastId === undefined || this.#incomplete;
        this.#incomplete = false;
        this.sessionId = event.sessionId;
        this.#attempt = 0;
        this.#state = 'live';
        if (load) {
          this.#lastId = event.lastEventId;
          this.onLoad();
        }
        return;
      }
      case 'pong':
      case 'ping':
        return; // a sign of life, and heard as one
      default:
        if (event.id) this.#lastId = event.id;
        this.onEvent(event);
    }
  }

  /** Nobody answers on this socket any more. Closing it properly could take minutes, so it is left behind. */
  #abandon(): void {
    const socket = this.#socket;
    if (socket) socket.onclose = null;
    this.#lost(0);
    socket?.close();
  }

  #lost(code: number): void {
    this.#heartbeat.stop();
    this.#state = 'offline';
    const neverLive = this.#lastId === undefined && this.#attempt === 0;
    if (neverLive || code === UNKNOWN_FILM) this.onLoad();
    if (code === UNKNOWN_FILM) {
      this.#socket = undefined;
      return;
    }
    this.#timer = setTimeout(() => this.#connect(), pauseBefore(this.#attempt++));
  }
}
