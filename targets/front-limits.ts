/** What stands in front of the app takes of an answer's line and headers, in bytes: as much as the client of the load does. */
export const responseHeadBytes = 80 * 1024;

/** How long it waits, in seconds, longer than any run: how long an answer may take is for the client to say. */
export const patienceSeconds = 86_400;
