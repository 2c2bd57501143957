// Pure helpers over a shot's takes.
import type { TakeView } from '#lib/api/client.ts';
import type { ShotNode } from '#lib/narrative/tree.ts';
import type { ServerEvent } from '#lib/realtime/events.d.ts';

/** The takes of a shot, newest first, after an event about that shot. Deleted ones are left out. */
export function applyToTakes(takes: TakeView[], shotId: string, event: ServerEvent): TakeView[] {
  if (!('shotId' in event) || event.shotId !== shotId) return takes;
  switch (event.type) {
    case 'take_created': {
      const rest = takes.filter((take) => take.takeNumber !== event.takeNumber);
      return [...rest, event.take as unknown as TakeView].sort((a, b) => b.takeNumber - a.takeNumber);
    }
    case 'take_changed':
      return takes
        .map((take) => (take.takeNumber === event.takeNumber ? { ...take, ...event.changes } : take))
        .filter((take) => take.deleted === null);
    case 'active_take_changed':
      return takes.map((take) => ({ ...take, active: take.takeNumber === event.takeNumber }));
    default:
      return takes;
  }
}

/** Whether applying the event needs the takes to be loaded again: a deleted take came back. */
export function needsReload(takes: TakeView[], event: ServerEvent): boolean {
  return (
    event.type === 'take_changed' &&
    event.changes.deleted === null &&
    'deleted' in event.changes &&
    !takes.some((t) => t.takeNumber === event.takeNumber)
  );
}

/** Whether a shot has no take and none on its way. */
export const lacksTake = (shot: ShotNode): boolean => shot.takeCount === 0 && shot.state !== 'generating';

/** `T03` */
export const takeLabel = (number: number): string => `T${String(number).padStart(2, '0')}`;

/** `12.4 s`, `340 ms` */
export function seconds(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return value < 1 ? `${Math.round(value * 1000)} ms` : `${value.toFixed(1)} s`;
}

/** `1.2 MB` */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
