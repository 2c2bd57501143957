// What was typed and is still on its way: it is saved before a step is taken back, so that steps go in their order.
type Save = () => Promise<unknown>;
const waiting = new Set<Save>();

export function expectSave(save: Save): void {
  waiting.add(save);
}

export function isSaved(save: Save): void {
  waiting.delete(save);
}

export async function saveAll(): Promise<void> {
  await Promise.all([...waiting].map((save) => save()));
}
