/** SQL inside one transaction, or outside any. Errors of the connection are `OperationalError`s. */
export type Sql = {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
};

export type UnitOfWork = {
  /** Runs `work` in one READ COMMITTED transaction; commits when it resolves, rolls back when it rejects. */
  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>;
  /** One statement outside any transaction. */
  readonly sql: Sql;
};
