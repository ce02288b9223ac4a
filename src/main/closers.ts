/**
 * What has been opened, closed in the opposite order. One that fails to close does not keep the others open; the
 * first failure is thrown at the end.
 */
export type Closers = {
  add(name: string, close: () => Promise<void>): void;
  /** Safe to call twice: the second call waits for the first. */
  closeAll(): Promise<void>;
};

export function createClosers(onClose: (name: string) => void = () => {}): Closers {
  const open: { readonly name: string; readonly close: () => Promise<void> }[] = [];
  let closing: Promise<void> | undefined;
  async function run(): Promise<void> {
    const failures: unknown[] = [];
    for (let closer = open.pop(); closer !== undefined; closer = open.pop()) {
      onClose(closer.name);
      await closer.close().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }
  return {
    add: (name, close) => open.push({ name, close }),
    closeAll() {
      closing ??= run();
      return closing;
    },
  };
}
