// A pattern that grep itself rejects. Imports nothing.

export class PatternError extends Error {
  override readonly name = 'PatternError';
}
