/**
 * How one system keeps its own facts: typed columns beside those every record has. Each folder `adapters/<system>/`
 * holds one such description and nothing of another system's.
 */
import type { SystemFactsOf } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';

export type ColumnType = 'text' | 'text[]' | 'date' | 'integer' | 'boolean' | 'uuid' | 'jsonb';

export type FactsColumns<S extends SystemId, Row extends object> = {
  /** Table with its schema: every system has a schema of its own. */
  readonly table: string;
  readonly kinds: readonly SystemFactsOf[S]['kind'][];
  readonly columns: Readonly<Record<keyof Row & string, ColumnType>>;
  toRow(facts: SystemFactsOf[S]): Row;
  /** The inverse; what the table's CHECK constraints promise is not asked again. */
  fromRow(row: Row): SystemFactsOf[S];
};
