/** What a program gets that imports this package: the types of the files that Broadside writes. */
export type * from "./model/index.ts";
