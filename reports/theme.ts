/**
 * The colours of the report, light and dark. Charts are drawn in the light ones; each is unique, so that a drawn chart
 * can be made to follow the reader's theme afterwards. The series are those of Okabe and Ito, which people with any
 * common colour blindness can tell apart, without the yellow, which is too faint on paper, and darkened or lightened
 * where a background asks for it.
 */
export const colours = {
  ink: { light: "#1b2430", dark: "#e6e9ee" },
  muted: { light: "#5a6472", dark: "#a3adba" },
  grid: { light: "#e1e4e9", dark: "#2e3743" },
  axis: { light: "#aab1bc", dark: "#566170" },
  paper: { light: "#fffefc", dark: "#161c24" },
  blue: { light: "#0068a8", dark: "#5cb3ea" },
  orange: { light: "#d98c00", dark: "#f0b13d" },
  green: { light: "#00875f", dark: "#3cc795" },
  vermilion: { light: "#c85200", dark: "#ff9257" },
  purple: { light: "#b3568a", dark: "#e79bc6" },
  sky: { light: "#43a3dc", dark: "#9bd5f7" },
  brown: { light: "#7a5c1e", dark: "#c9a968" },
  grey: { light: "#7b8491", dark: "#8b95a3" },
  onBlue: { light: "#fefefe", dark: "#0d1218" },
} as const;

export type Colour = keyof typeof colours;

/** The colour to draw with; the theme is applied to it afterwards. */
export function paint(colour: Colour): string {
  return colours[colour].light;
}

const names = Object.entries(colours);
const nameByPaint = new Map(names.map(([name, { light }]) => [light as string, name]));

/** The name of a colour drawn with {@link paint}; undefined for any other. */
export function nameOfPaint(hex: string): string | undefined {
  return nameByPaint.get(hex.toLowerCase());
}

function variables(theme: "light" | "dark"): string {
  return names.map(([name, shades]) => `--${name}:${shades[theme]}`).join(";");
}

/** CSS that gives `selector` the colours as variables: light, dark where the reader prefers it, light on paper. */
export function colourVariables(selector: string): string {
  return [
    `${selector}{${variables("light")}}`,
    `@media (prefers-color-scheme:dark){${selector}{${variables("dark")}}}`,
    `@media print{${selector}{${variables("light")}}}`,
  ].join("\n");
}

/** CSS that makes drawn charts follow those variables. */
export function chartClasses(): string {
  return names.map(([name]) => `.f-${name}{fill:var(--${name})}.s-${name}{stroke:var(--${name})}`).join("\n");
}
