// Times as a person says them.
import type { ShownTask } from './tasks.ts';

/** `8 s`, `3 min`, `1 h 20 min`: as exact as a guess deserves. */
export function roughly(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest ? ` ${rest} min` : ''}`;
}

/** Seconds until a task is done, or null without a guess. `at` is the browser's time in milliseconds. */
export function secondsLeft(task: ShownTask, at: number): number | null {
  if (typeof task.etaSeconds === 'number') return Math.max(0, task.etaSeconds - (at - (task.etaAt ?? at)) / 1000);
  if (task.status !== 'running' || !task.startedAt || task.progress < 10) return null;
  const spent = Math.max(0, (at - Date.parse(task.startedAt)) / 1000);
  return (spent * (100 - task.progress)) / task.progress;
}

/** How long the work itself took, without the wait. */
export function secondsSpent(task: ShownTask): number | null {
  if (!task.startedAt || !task.finishedAt) return null;
  return Math.max(0, (Date.parse(task.finishedAt) - Date.parse(task.startedAt)) / 1000);
}
