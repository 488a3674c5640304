// Styles that only data needs. Part of the data client; without Lit, as the client has none of its own.

/**
 * A shape stands beside the first line of its words. Each text reads in its own direction, whichever the layout has, and begins where that does; a path keeps its own. In an
 * element that was given a height the data scrolls: what is below it on the page stays where it is, however much there is to tell. Where
 * nothing gives an element a width (it takes none from its content), it has the least that it is made for. Japanese breaks between phrases.
 */
export const dataStyles = [
  "p,dd,li,a,time,code,summary,.row>span{unicode-bidi:plaintext}",
  ".root:dir(rtl){text-align:right}",
  ".row>.icon{align-self:start;margin-block-start:.22em}",
  ".root{max-block-size:100%;overflow:auto;word-break:auto-phrase}",
  ":host(:not(borg-badge)){min-inline-size:min(180px,100%)}",
  ".old{opacity:.8;filter:grayscale(.6)}",
].join("");
