import { expect, it } from 'vitest';
import { fieldsOf, readable, type Schema } from './schema.ts';

const schema: Schema = {
  properties: {
    size: { anyOf: [{ enum: ['CU', 'MS'], type: 'string' }, { type: 'null' }], title: 'Size' },
    lens: { anyOf: [{ type: 'integer', minimum: 8, maximum: 400 }, { type: 'null' }] },
    description: { anyOf: [{ type: 'string', maxLength: 20000 }, { type: 'null' }] },
    interior: { anyOf: [{ type: 'boolean' }, { type: 'null' }] },
    props: { anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'null' }] },
    cast: { anyOf: [{ type: 'array', items: { $ref: '#/components/schemas/Person' } }, { type: 'null' }] }
  }
};

it('a form is drawn from the schema', () => {
  const fields = fieldsOf(schema, { Person: { type: 'object', properties: { name: {} } } });
  expect(fields.map((f) => [f.name, f.kind])).toEqual([
    ['size', 'choice'],
    ['lens', 'number'],
    ['description', 'long'],
    ['interior', 'switch'],
    ['props', 'words'],
    ['cast', 'cast']
  ]);
  expect(fields[0]?.choices).toEqual(['CU', 'MS']);
  expect(fields[1]).toMatchObject({ min: 8, max: 400, whole: true });
});

it('an order picks and sorts the fields', () => {
  expect(fieldsOf(schema, {}, ['lens', 'gone', 'size']).map((f) => f.name)).toEqual(['lens', 'size']);
});

it('names read like words', () => {
  expect(readable('timeOfDay')).toBe('Time of day');
});
