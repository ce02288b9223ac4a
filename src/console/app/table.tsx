/** A table that becomes a list of labelled values where the page is narrow. */
import type { ComponentChildren } from 'preact';

export type Column<Row> = {
  readonly head: string;
  readonly cell: (row: Row) => ComponentChildren;
  readonly isNumber?: boolean;
  /** Sentences: read from the left also where the page is narrow. */
  readonly isLong?: boolean;
};

/** More do not fit on every screen: then the table is moved sideways, by keys too. */
const COLUMNS_MAX = 7;
const SCROLLED = (caption: string) =>
  ({ class: 'card wide', role: 'region', 'aria-label': caption, tabindex: 0 }) as const;

export function Table<Row>(props: {
  readonly caption: string;
  readonly lead?: ComponentChildren;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
}) {
  const { caption, lead, columns, rows, keyOf } = props;
  return (
    <section class="card" {...(columns.length > COLUMNS_MAX ? SCROLLED(caption) : {})}>
      <h2>{caption}</h2>
      {lead ? <p class="lead">{lead}</p> : null}
      <table>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ head, isNumber }) => (
              <th key={head} scope="col" class={isNumber ? 'number' : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ head, cell, isNumber, isLong }) => (
                <td key={head} data-head={head} class={isNumber ? 'number' : isLong ? 'long' : undefined}>
                  <div>{cell(row)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
