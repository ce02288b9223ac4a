/**
 * e to the power, for powers of 0 and below, from multiplications and divisions alone, as the last bits of `Math.exp`
 * are left to the engine. Right to about 1e-14 of the value.
 */
export function exponential(power: number): number {
  if (!(power <= 0)) throw new RangeError('powers of 0 and below are taken');
  // Far enough for any table here; below, the value is nothing.
  if (power < -700) return 0;
  let halvings = 0;
  let small = power;
  while (small < -0.5) {
    small /= 2;
    halvings++;
  }
  let sum = 1;
  for (let k = 16; k >= 1; k--) sum = 1 + (small / k) * sum;
  for (; halvings > 0; halvings--) sum *= sum;
  return sum;
}
