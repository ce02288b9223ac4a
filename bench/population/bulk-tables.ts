/**
 * Tables made ready for many rows at once and back again: indexes that hold no promise are dropped and built anew, which
 * takes a tenth of keeping them up row by row. What they are is read from the catalogue, not repeated here.
 */
import type { Client } from 'pg';

export async function withoutIndexes<T>(
  client: Client,
  tables: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select index.indexrelid::regclass::text as name, pg_get_indexdef(index.indexrelid) as definition
     from pg_index index
     where index.indrelid = any($1::regclass[]) and not index.indisunique`,
    [tables],
  );
  for (const { name } of rows) await client.query(`drop index ${name}`);
  try {
    return await work();
  } finally {
    for (const { definition } of rows) await client.query(definition);
  }
}
