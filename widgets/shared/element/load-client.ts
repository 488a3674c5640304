// How an element comes by the data client.

/**
 * The data client is a module of its own (`borg-live.js`): one for all elements and all their scripts on a page, and
 * loaded beside them. In the classic scripts it is part of the file.
 */
export const loadClient = () => import("../client/live.ts");
