/**
 * `COPY ... FROM STDIN` over a connection of `pg`, which leaves that part of the protocol to its users: rows as
 * PostgreSQL's text format, a few hundred kilobytes at a time.
 */
import type { Client } from 'pg';

export type CopyValue = string | number | boolean | null | Uint8Array | readonly string[];

/** The part of a connection of `pg` that `COPY` needs and its types do not show. */
type CopyConnection = {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
};

export async function copyIn(
  client: Client,
  options: {
    readonly table: string;
    readonly columns: readonly string[];
    readonly rows: Iterable<readonly CopyValue[]>;
  },
): Promise<number> {
  const { table, columns, rows } = options;
  let sent = 0;
  await new Promise<void>((resolve, reject) => {
    let failure: Error | undefined;
    const submitted = {
      submit: (connection: CopyConnection) =>
        connection.query(`copy ${table} (${columns.join(', ')}) from stdin`),
      handleCopyInResponse(connection: CopyConnection) {
        for (const chunk of chunksOf(rows, () => (sent += 1))) connection.sendCopyFromChunk(chunk);
        connection.endCopyFrom();
      },
      handleError: (error: Error) => {
        failure = error;
      },
      handleReadyForQuery: () => (failure === undefined ? resolve() : reject(failure)),
      handleCommandComplete: () => {},
      handleRowDescription: () => {},
      handleDataRow: () => {},
      handlePortalSuspended: () => {},
      handleEmptyQuery: () => {},
    };
    client.query(submitted as never);
  });
  return sent;
}

const CHUNK_CHARACTERS = 512 * 1024;

function* chunksOf(rows: Iterable<readonly CopyValue[]>, onRow: () => void): Iterable<Buffer> {
  let text = '';
  for (const row of rows) {
    onRow();
    for (let index = 0; index < row.length; index++) {
      if (index > 0) text += '\t';
      text += copyText(row[index]!);
    }
    text += '\n';
    if (text.length < CHUNK_CHARACTERS) continue;
    yield Buffer.from(text, 'utf8');
    text = '';
  }
  if (text !== '') yield Buffer.from(text, 'utf8');
}

/** One value in the text format of `COPY`. */
export function copyText(value: CopyValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (value instanceof Uint8Array)
    return `\\\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`;
  return escaped(
    `{${value.map((each) => `"${each.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(',')}}`,
  );
}

function escaped(text: string): string {
  if (!/[\\\t\n\r]/.test(text)) return text;
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\t', '\\t')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
}
