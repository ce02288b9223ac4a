/**
 * A value that goes with a piece of work through all that follows from it, without being handed from function to function:
 * for what concerns how work is done, never what it does. Made by `main` and given to whoever sets or reads it, so that
 * two hubs of one process do not mix.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

export type Carried<Value> = {
  /** Runs `work`, and all that follows from it, with the value. */
  run<Result>(value: Value, work: () => Result): Result;
  /** `undefined` outside of any `run`. */
  current(): Value | undefined;
};

export function createCarried<Value>(): Carried<Value> {
  const storage = new AsyncLocalStorage<Value>();
  return { run: (value, work) => storage.run(value, work), current: () => storage.getStore() };
}
