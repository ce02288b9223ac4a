import { numberOf } from './subfields-of.js';
import type { TaggedField, TaggedRecord } from './transaction.js';

/**
 * The record with this field instead of those of its number, or, where there is none, before the first of a higher
 * number. A tag as it was read is kept.
 */
export function withField(record: TaggedRecord, field: TaggedField): TaggedRecord {
  const at = record.fields.findIndex(({ number }) => number === field.number);
  const others = record.fields.filter(({ number }) => number !== field.number);
  const higher = others.findIndex(({ number }) => number > field.number);
  const place = at >= 0 ? at : higher >= 0 ? higher : others.length;
  const tag = at >= 0 ? record.fields[at]!.tag : undefined;
  const { offset: _, ...rest } = field;
  const replaced = tag === undefined ? rest : { ...rest, tag };
  return withFields(record, [...others.slice(0, place), replaced, ...others.slice(place)]);
}

export function withoutField(record: TaggedRecord, number: number): TaggedRecord {
  return withFields(
    record,
    record.fields.filter((field) => field.number !== number),
  );
}

function withFields({ type }: TaggedRecord, fields: readonly TaggedField[]): TaggedRecord {
  const record: TaggedRecord = { kind: 'tagged', type, idc: undefined, fields };
  return { ...record, idc: type === 1 ? undefined : numberOf(record, 2) };
}
