/** A number as WSQ writes it: `mantissa` / 10^`exponent`, as precise as the mantissa's width allows. */
export type ScaledDecimal = { readonly mantissa: number; readonly exponent: number };

export function scaleDecimal(value: number, mantissaBits: 16 | 32): ScaledDecimal {
  const limit = 2 ** mantissaBits - 1;
  if (!(value >= 0 && value <= limit)) throw new RangeError('the number does not fit into a scaled decimal');
  if (value === 0) return { mantissa: 0, exponent: 0 };
  let exponent = 0;
  while (exponent < 255 && Math.round(value * 10 ** (exponent + 1)) <= limit) exponent += 1;
  return { mantissa: Math.round(value * 10 ** exponent), exponent };
}

/** What a decoder makes of it. */
export function decimalValue({ mantissa, exponent }: ScaledDecimal): number {
  return mantissa / 10 ** exponent;
}
