/**
 * Whether so many pairs can show a rate at all. Ten errors make the true rate lie within a factor of about two of the
 * found one (Poisson, 95 %: 4.8 to 18.4); for 30 % either way it takes thirty (Doddington et al. 2000). Where no error was
 * seen the rule of three: three had to be expected for their absence to say, with 95 % confidence, that the rate is lower.
 */
const ERRORS_EXPECTED = 10;
const ERRORS_EXPECTED_WHERE_NONE_SEEN = 3;

export function isResolved(options: {
  readonly rate: number;
  readonly pairs: number;
  readonly isNoneSeen: boolean;
}): boolean {
  const { rate, pairs, isNoneSeen } = options;
  // Counts of pairs times rates like 1e-3 are whole numbers with a rounding error.
  const expected = rate * pairs + 1e-9;
  return expected >= (isNoneSeen ? ERRORS_EXPECTED_WHERE_NONE_SEEN : ERRORS_EXPECTED);
}
