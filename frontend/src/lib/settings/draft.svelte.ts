// A form's values as they are saved and as they are being changed, until both are the same again.
import { ApiError } from '#lib/api/client.ts';
import { complain } from '#lib/ui/notify.ts';
import { changedFields, problemsOf, type Values } from './settings.ts';

/** `store` is given what was changed and all values, and gives what is saved then. */
export class Draft<T extends Values> {
  #saved = $state.raw<T>();
  #problems = $state.raw<Record<string, string>>({});
  #busy = $state(false);
  #stale = $state('');
  /** What somebody else saved meanwhile in fields that are changed here. */
  #elsewhere = $state.raw<Partial<T>>({});
  values = $state.raw<T>() as T;
  readonly changes = $derived(this.#saved ? changedFields(this.#saved, this.values) : {});
  readonly dirty = $derived(Object.keys(this.changes).length > 0);

  constructor(private readonly store: (changes: Partial<T>, values: T) => Promise<T>) {}

  get saved() {
    return this.#saved;
  }
  get busy() {
    return this.#busy;
  }
  /** Why nothing can be saved until it is loaded again. */
  get stale() {
    return this.#stale;
  }

  problem(field: keyof T & string): string | undefined {
    return this.#problems[field];
  }

  /** Begin with what is saved. */
  begin(saved: T): void {
    [this.#saved, this.values, this.#problems, this.#stale, this.#elsewhere] = [saved, saved, {}, '', {}];
  }

  /** Somebody may have saved something else: what is not changed here follows, what is stays and is marked. */
  follow(saved: T): void {
    const before = this.#saved;
    if (!before) return this.begin(saved);
    const mine: Values = this.changes;
    const theirs = changedFields(before, saved);
    const both = Object.entries(theirs).filter(([field, value]) => field in mine && mine[field] !== value);
    const kept = Object.entries(this.#elsewhere).filter(([field]) => field in mine);
    this.#saved = saved;
    this.values = { ...saved, ...mine };
    this.#elsewhere = Object.fromEntries([...kept, ...both]) as Partial<T>;
  }

  /** The other value of a field that somebody saved while it was being changed here. */
  elsewhere<K extends keyof T & string>(field: K): T[K] | undefined {
    return field in this.changes ? this.#elsewhere[field] : undefined;
  }

  set<K extends keyof T & string>(field: K, value: T[K]): void {
    this.values = { ...this.values, [field]: value };
    this.#problems = { ...this.#problems, [field]: '' };
  }

  discard(): void {
    if (this.#saved) this.begin(this.#saved);
  }

  /** Save what was changed. Says whether it is saved; if not, the fields say why. */
  async save(): Promise<boolean> {
    if (!this.dirty) return true;
    this.#busy = true;
    try {
      this.begin(await this.store(this.changes as Partial<T>, this.values));
      return true;
    } catch (error) {
      const problems = problemsOf(error);
      if (error instanceof ApiError && error.code === 'stale_version') this.#stale = error.message;
      else if (Object.keys(problems).length) this.#problems = problems;
      else complain(error);
      return false;
    } finally {
      this.#busy = false;
    }
  }
}
