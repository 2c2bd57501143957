// The server's schemas, from which forms are drawn.
import type { Schema } from '#lib/inspector/schema.ts';

let asked: Promise<Record<string, Schema>> | undefined;

/** Asked for once; again when that did not work. */
export function loadDefinitions(): Promise<Record<string, Schema>> {
  asked ??= fetch('/openapi.json')
    .then((answer) => answer.json())
    .then((api: { components: { schemas: Record<string, Schema> } }) => api.components.schemas);
  asked.catch(() => (asked = undefined));
  return asked;
}
