// The time for what counts down on the screen. It ticks only while something shows it.
import { createSubscriber } from 'svelte/reactivity';

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, 1000);
  return () => clearInterval(timer);
});

/** Milliseconds since 1970; whatever reads it is shown again each second. */
export function now(): number {
  subscribe();
  return Date.now();
}
