// Styles that only data needs. Part of the data client; without Lit, as the client has none of its own.

/**
 * Each text reads in its own direction, whichever the layout has, and begins where that does; a path keeps its own. In an element that
 * was given a height the data scrolls: what is below it on the page stays where it is, however much there is to tell. Where nothing
 * gives an element a width (it takes none from its content), it has the least that it is made for. Japanese breaks between phrases.
 */
export const dataStyles =
  ":not(span){unicode-bidi:plaintext}.root:dir(rtl){text-align:right}.root{max-height:100%;overflow:auto;contain-intrinsic-width:180px;word-break:auto-phrase}";
