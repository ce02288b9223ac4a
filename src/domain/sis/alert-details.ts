import type { LocalDate } from '../local-date.js';

/** The rest of an alert. (EU) 2018/1861 Art 20 to 22, 24, 39; (EU) 2018/1862 Art 20 to 22, 32, 36. */
export type SisDetails = {
  /** The letter of the article, where the kind has several. */
  readonly fineKind?: SisFineKind;
  readonly reason?: string;
  readonly decisionReference?: string;
  /** Last day on which the national decision behind it is valid. */
  readonly decisionValidUntil?: LocalDate;
  readonly offence?: string;
  readonly isTerrorism?: boolean;
  /** The outcome of the assessment of Art 21. */
  readonly isProportionate?: boolean;
  readonly warningMarkers?: readonly SisWarningMarker[];
  /** Objective ones, only where strictly necessary. */
  readonly physicalCharacteristics?: string;
  /** Palm prints that go with the alert and of which no image is sent; they count with those that are. */
  readonly palmPrints?: number;
  /** Prints of an unknown person come from the scene and may be incomplete. */
  readonly arePrintsFromScene?: boolean;
  /** The SIRENE Bureaux have agreed to it beside an alert it does not go with. */
  readonly consultedOn?: LocalDate;
  /** The day the person left the territory, from which a refusal of entry takes effect. */
  readonly leftOn?: LocalDate;
};

export type SisFineKind =
  | 'missing-protected'
  | 'missing'
  | 'child-abduction'
  | 'child-travel'
  | 'vulnerable-adult'
  | 'discreet-check'
  | 'inquiry-check'
  | 'specific-check';

export type SisWarningMarker =
  | 'armed'
  | 'violent'
  | 'absconded'
  | 'suicide-risk'
  | 'public-health-threat'
  | 'terrorism-activity';
