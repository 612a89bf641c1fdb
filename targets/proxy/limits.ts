/** What stands in front of the app takes of an answer's line and headers, in bytes: as much as the client of the load does. */
export const responseHeadBytes = 80 * 1024;
