// Reads a JSON Schema into fields that a form can show.
export type Schema = Record<string, unknown>;

export interface FieldSpec {
  name: string;
  title: string;
  help: string;
  kind: 'text' | 'long' | 'number' | 'choice' | 'switch' | 'words' | 'cast';
  choices: string[];
  min?: number;
  max?: number;
  whole: boolean;
  fallback?: unknown;
}

/** The schema behind `$ref` and behind "this or null". */
export function resolve(schema: Schema, definitions: Record<string, Schema> = {}): Schema {
  const ref = schema.$ref as string | undefined;
  if (ref) return resolve(definitions[ref.split('/').at(-1) ?? ''] ?? {}, definitions);
  const options = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined;
  const real = options?.find((option) => option.type !== 'null');
  return real
    ? { ...schema, anyOf: undefined, ...resolve(real, definitions), title: schema.title ?? real.title }
    : schema;
}

/** `timeOfDay` → `Time of day` */
export function readable(name: string): string {
  const words = name.replace(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const LONG_TEXT = 2000;

/** The fields of an object schema, in its own order or in the one given. */
export function fieldsOf(schema: Schema, definitions: Record<string, Schema> = {}, order?: string[]): FieldSpec[] {
  const properties = (schema.properties ?? {}) as Record<string, Schema>;
  const names = order?.filter((name) => name in properties) ?? Object.keys(properties);
  return names.map((name) => {
    const field = resolve(properties[name]!, definitions);
    const items = resolve((field.items ?? {}) as Schema, definitions);
    const choices = ((field.enum ?? (field.type === 'array' ? items.enum : undefined)) as string[] | undefined) ?? [];
    return {
      name,
      title: order ? readable(name) : ((field.title as string | undefined) ?? readable(name)),
      help: (field.description as string | undefined) ?? '',
      kind: kindOf(field, items),
      choices,
      min: field.minimum as number | undefined,
      max: field.maximum as number | undefined,
      whole: field.type === 'integer',
      fallback: field.default
    };
  });
}

function kindOf(field: Schema, items: Schema): FieldSpec['kind'] {
  if (field.type === 'array') return items.properties ? 'cast' : 'words';
  if (field.enum) return 'choice';
  if (field.type === 'boolean') return 'switch';
  if (field.type === 'integer' || field.type === 'number') return 'number';
  return ((field.maxLength as number | undefined) ?? 0) > LONG_TEXT ? 'long' : 'text';
}
