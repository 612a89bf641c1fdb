/**
 * Has a method of Node.js's be called with other arguments. What it throws is the caller's: the frames of this file say
 * nothing of who was at fault, and whoever reads a stack passes over them.
 */
export function wrapMethod(
  prototype: object,
  name: string,
  argumentsFor: (args: readonly unknown[]) => readonly unknown[],
): void {
  const method = Reflect.get(prototype, name);
  Reflect.set(prototype, name, function (this: unknown, ...args: readonly unknown[]): unknown {
    return Reflect.apply(method, this, argumentsFor(args));
  });
}
