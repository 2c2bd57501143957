import { describe, expect, it } from 'vitest';
import type { TakeView } from '#lib/api/client.ts';
import { applyToTakes, bytes, needsReload, seconds, takeLabel } from './takes.ts';

const take = (takeNumber: number, active = false) =>
  ({ takeNumber, active, deleted: null, rating: null }) as unknown as TakeView;
const base = { id: '1-0', projectId: 'p', timestamp: '', shotId: 's' };

describe('events applied to takes', () => {
  it('add a take once, newest first', () => {
    const event = {
      ...base,
      type: 'take_created' as const,
      nodeId: 's',
      takePath: '',
      takeNumber: 2,
      take: take(2) as unknown as Record<string, unknown>,
      shotChanges: {}
    };
    const once = applyToTakes([take(1)], 's', event);
    expect(once.map((t) => t.takeNumber)).toEqual([2, 1]);
    expect(applyToTakes(once, 's', event)).toHaveLength(2);
  });
  it('choose, rate and delete', () => {
    const chosen = applyToTakes([take(2), take(1, true)], 's', {
      ...base,
      type: 'active_take_changed',
      takeNumber: 2,
      changes: {}
    });
    expect(chosen.map((t) => t.active)).toEqual([true, false]);
    expect(
      applyToTakes(chosen, 's', { ...base, type: 'take_changed', takeNumber: 1, changes: { rating: 4 } })[1]?.rating
    ).toBe(4);
    expect(
      applyToTakes(chosen, 's', { ...base, type: 'take_changed', takeNumber: 1, changes: { deleted: 'x' } })
    ).toHaveLength(1);
  });
  it('ask for a reload when a deleted take comes back', () => {
    expect(needsReload([take(1)], { ...base, type: 'take_changed', takeNumber: 2, changes: { deleted: null } })).toBe(
      true
    );
    expect(needsReload([take(1)], { ...base, type: 'take_changed', takeNumber: 1, changes: { rating: 1 } })).toBe(
      false
    );
  });
  it('leave other shots alone', () => {
    const takes = [take(1)];
    expect(applyToTakes(takes, 'other', { ...base, type: 'active_take_changed', takeNumber: 1, changes: {} })).toBe(
      takes
    );
  });
});

it('names, times and sizes read well', () => {
  expect([takeLabel(3), takeLabel(112)]).toEqual(['T03', 'T112']);
  expect([seconds(0.34), seconds(12.44), seconds(null)]).toEqual(['340 ms', '12.4 s', '–']);
  expect([bytes(900), bytes(1_250_000)]).toEqual(['900 B', '1.3 MB']);
});
