/** What a program or a configuration gets that imports this package. */
export * from "./config.ts";
/** The types of the files that Broadside writes. */
export type * from "./model/index.ts";
