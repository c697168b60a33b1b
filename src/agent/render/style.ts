// Colours and measures of the output, decided once by whoever knows the streams. Pure.
import colors from 'yoctocolors';

type Paint = (text: string) => string;

export interface Style {
  /** Columns of the terminal. */
  readonly width: number;
  /** Tables and colours for eyes, or plain text for programs. */
  readonly terminal: boolean;
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
}

const plain: Paint = (text) => text;

/** @param color whether escape sequences are welcome (NO_COLOR, FORCE_COLOR and the kind of the stream were weighed by the caller). */
export function createStyle(options: { readonly terminal: boolean; readonly color: boolean; readonly width: number }): Style {
  const { terminal, color, width } = options;
  const paint = (name: 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'): Paint => (color ? colors[name] : plain);
  return { terminal, width, bold: paint('bold'), dim: paint('dim'), red: paint('red'), green: paint('green'), yellow: paint('yellow'), cyan: paint('cyan') };
}
