/**
 * Counts the bytes of typed arrays a function allocates. The constructors stand for themselves in everything but this: a
 * memory bound that looks at the process afterwards would miss what was allocated and let go again.
 */
const NAMES = [
  'Uint8Array',
  'Uint8ClampedArray',
  'Int8Array',
  'Uint16Array',
  'Int16Array',
  'Uint32Array',
  'Int32Array',
  'Float32Array',
  'Float64Array',
] as const;

export type AllocationMeter = {
  /** Bytes since the last call. */
  take(): number;
  remove(): void;
};

export function installAllocationMeter(): AllocationMeter {
  let bytes = 0;
  const originals = NAMES.map((name) => [name, globalThis[name]] as const);
  for (const [name, original] of originals) {
    const counted = new Proxy(original, {
      construct(target, args: readonly unknown[]): object {
        const [length] = args;
        if (typeof length === 'number') bytes += length * target.BYTES_PER_ELEMENT;
        return Reflect.construct(target, args) as object;
      },
    });
    Object.assign(globalThis, { [name]: counted });
  }
  return {
    take() {
      const taken = bytes;
      bytes = 0;
      return taken;
    },
    remove: () => void Object.assign(globalThis, Object.fromEntries(originals)),
  };
}
