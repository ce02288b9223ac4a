import type { ComparedOfSystem } from '../workflows/ports/gallery.js';

/** One for each kind of biometrics of each system, in the order of their names; without those of which there is nothing. */
export function sumCompared(parts: readonly ComparedOfSystem[]): readonly ComparedOfSystem[] {
  const sums = new Map<string, ComparedOfSystem>();
  for (const part of parts) {
    const { referencesCompared, referencesNotCompared } = part;
    if (referencesCompared + referencesNotCompared === 0) continue;
    const name = `${part.system} ${part.modality}`;
    const known = sums.get(name);
    sums.set(name, {
      ...part,
      referencesCompared: referencesCompared + (known?.referencesCompared ?? 0),
      referencesNotCompared: referencesNotCompared + (known?.referencesNotCompared ?? 0),
    });
  }
  return [...sums.keys()].sort().map((name) => sums.get(name)!);
}
