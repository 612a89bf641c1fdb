export const greet = (kind: string): string => `a ${kind} greeting\n`;
