/** The path of a route in a source, as a part of a pattern: with parameters such as `:id`, but without patterns of its own. */
export const pathLiteral = "[\"'`](?<path>/[\\w./:@~%,;=&-]*)[\"'`]";
