/** A model file is not the one the manifest names. The process must not go on: scores would mean nothing. */
export class ModelIntegrityError extends Error {
  override readonly name = 'ModelIntegrityError';
  readonly file: string;
  readonly expectedSha256: string;
  readonly foundSha256: string;

  constructor(found: {
    readonly file: string;
    readonly expectedSha256: string;
    readonly foundSha256: string;
  }) {
    super(
      `Model file ${found.file} is not the file named in models/manifest.json: ` +
        `expected sha256 ${found.expectedSha256}, found ${found.foundSha256}.`,
    );
    this.file = found.file;
    this.expectedSha256 = found.expectedSha256;
    this.foundSha256 = found.foundSha256;
  }
}

/** Models were exchanged under a process that works with the ones before: it ends, and the next one starts with these. */
export class ModelsExchangedError extends Error {
  override readonly name = 'ModelsExchangedError';

  constructor(found: string) {
    super(found);
  }
}
