// What is selected stands in the address, so that back, forward and reload land where you were.
import type { ElementKind } from '#lib/narrative/tree.ts';

/** The part of an address that this module reads. */
export interface Address {
  pathname: string;
  searchParams: Pick<URLSearchParams, 'get'>;
}

export interface Selection {
  kind: ElementKind | 'project';
  id: string;
  take: number | null;
  /** The asset whose page is open in the inspector, beside what is selected. */
  asset?: string;
}

export function fromAddress(address: Address, projectId: string): Selection {
  const asset = address.searchParams.get('asset') ?? undefined;
  for (const kind of ['shot', 'scene', 'chapter'] as const) {
    const id = address.searchParams.get(kind);
    if (id) return { kind, id, take: Number(address.searchParams.get('take')) || null, asset };
  }
  return { kind: 'project', id: projectId, take: null, asset };
}

export function toAddress(selection: Selection, address: Address): string {
  const search = new URLSearchParams();
  if (selection.kind !== 'project') search.set(selection.kind, selection.id);
  if (selection.take) search.set('take', String(selection.take));
  if (selection.asset) search.set('asset', selection.asset);
  return address.pathname + (search.size ? `?${search}` : '');
}
