/** A reason to end that a person can do something about; its message is shown as it is, without a stack. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
