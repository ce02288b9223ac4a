/** The rest of what is sent with a data set. Art 17(1), (2) and its mirrors, 14, 27(3), 38(2). */
export type EurodacDetails = {
  /** Unique identity of the official who transmits it, as the state names them (Art 17(1)(k)). */
  readonly operatorId?: string;
  /** What is said of the document whose scan is held (Art 17(1)(h)). */
  readonly documentAuthenticity?: 'authentic' | 'not-authentic' | 'not-examined';
  /** Applicants: the visa the person holds, or on whose behalf it was issued (Art 17(2)(g)). */
  readonly visa?: { readonly memberState: string; readonly number?: string; readonly onBehalfOf?: string };
  /** The state's own data are compared too. */
  readonly comparesOwn?: boolean;
  /** To be compared within the hour. */
  readonly isUrgent?: boolean;
  /** How the biometrics of a minor were taken. */
  readonly takenFromMinor?: TakenFromMinor;
};

/** (EU) 2024/1358 Art 14, 42(2). */
export type TakenFromMinor = {
  readonly officialIsTrained: boolean;
  readonly wasExplainedForChildren: boolean;
  readonly present: 'adult-family-member' | 'representative' | 'trained-independent-person' | 'nobody';
  readonly isUnaccompanied: boolean;
  readonly means: 'none' | 'coercion-last-resort' | 'coercion' | 'force';
  /** National or Union law permits proportionate coercion. */
  readonly coercionIsPermitted?: boolean;
  readonly refuses?: boolean;
  readonly safeguardingRisk?: boolean;
};
