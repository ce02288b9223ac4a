/**
 * What the user-defined fields of Type 2 mean in one domain (SP 500-290e3 clause 8.2 leaves them to the domain), and
 * what a response transaction of that domain looks like. `schemas/nist-profile.ts` judges profiles that come as files.
 */
export type NistProfile = {
  readonly name: string;
  /** Names of 1.013 (DOM) this profile is for, in capitals. */
  readonly domains: readonly string[];
  /** Where the field numbers come from. */
  readonly source: string;
  readonly identity: IdentityFields;
  /** Field of Type 2 with the fingers that are amputated or bandaged, in the form of 14.018. */
  readonly fingersMissing?: { readonly field: number };
  readonly response: ResponseFields;
};

/** Item of a Type-2 field; `item` from 1, the first where absent. */
export type FieldPlace = { readonly field: number; readonly item?: number };

export type IdentityFields = {
  /** One text `SURNAME,GIVEN NAMES`. */
  readonly fullName?: FieldPlace;
  /** Names in items of their own; they are preferred to `fullName` where the surname is there. */
  readonly surname?: FieldPlace;
  readonly givenNames?: readonly FieldPlace[];
  /** Every subfield is one name. */
  readonly otherNames?: FieldPlace;
  /** `YYYYMMDD` or `YYYY-MM-DD`; a date with unknown parts is no date. */
  readonly dateOfBirth?: FieldPlace;
  readonly sex?: FieldPlace & { readonly words: Readonly<Record<string, 'female' | 'male' | 'unspecified'>> };
  /** Every subfield is one nationality. */
  readonly nationalities?: CountryPlace;
  readonly placeOfBirth?: FieldPlace;
  readonly countryOfBirth?: CountryPlace;
  readonly documentNumber?: FieldPlace;
  readonly documentIssuer?: CountryPlace;
};

/** Codes are ISO 3166-1 alpha-3 as they are; `words` translates others. What neither knows is left out. */
export type CountryPlace = FieldPlace & { readonly words?: Readonly<Record<string, string>> };

/** What one item of a field of the response says. */
export type ResponseItem =
  | 'decision-code'
  | 'candidate-count'
  | 'rank'
  | 'system'
  | 'subject-id'
  | 'similarity-score'
  | 'manually-verified'
  | 'request-type'
  | 'error-code'
  | 'error-text'
  | 'empty';

export type ResponseFields = {
  /** 1.004 of an answer and of an error. */
  readonly answerType: string;
  readonly errorType: string;
  readonly decisionCodes: { readonly match: string; readonly noMatch: string };
  /** Fields of an answer that occur once. */
  readonly answer: readonly { readonly field: number; readonly items: readonly ResponseItem[] }[];
  /** One subfield for each candidate, at most `candidatesMax`; left out without candidates. */
  readonly candidates?: {
    readonly field: number;
    readonly items: readonly ResponseItem[];
    readonly candidatesMax: number;
  };
  readonly error: readonly { readonly field: number; readonly items: readonly ResponseItem[] }[];
};
