import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Heartbeat } from './heartbeat.ts';

const asked: number[] = [];
let deaths = 0;
let answers = false;
let heartbeat: Heartbeat;

beforeEach(() => {
  vi.useFakeTimers();
  asked.length = deaths = 0;
  answers = false;
  heartbeat = new Heartbeat(
    (n) => {
      asked.push(n);
      if (answers) setTimeout(() => heartbeat.heard(), 50);
    },
    () => {
      deaths++;
      heartbeat.stop();
    }
  );
  heartbeat.start();
});
afterEach(() => {
  heartbeat.stop();
  vi.useRealTimers();
});

it('asks every twenty seconds and trusts a line that answers', () => {
  answers = true;
  vi.advanceTimersByTime(181_000);
  expect(asked.length).toBe(9);
  expect(deaths).toBe(0);
});

it('takes a line for dead after forty-five seconds of silence', () => {
  vi.advanceTimersByTime(44_000);
  expect(deaths).toBe(0);
  vi.advanceTimersByTime(2_000);
  expect(deaths).toBe(1);
});

it('a doubted line has a moment to answer', () => {
  heartbeat.doubt();
  vi.advanceTimersByTime(1_000);
  heartbeat.heard();
  vi.advanceTimersByTime(10_000);
  expect(deaths).toBe(0);
  heartbeat.doubt();
  vi.advanceTimersByTime(5_000);
  expect(deaths).toBe(1);
});

it('a timer that was held back does not make a living line dead', () => {
  vi.setSystemTime(Date.now() + 600_000);
  vi.advanceTimersByTime(5_000);
  expect(asked).toEqual([1]);
  expect(deaths).toBe(0);
});
