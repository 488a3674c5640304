// What a source tells the index builder of one entry of an archive.

/**
 * One entry, in an object that its source fills anew for each: whoever keeps something of it copies it. The buffers are
 * the source's own, valid until `add` returns.
 */
export interface RawEntry {
  /** Character code of borg's letter: `-` file, `d` folder, `l` symlink, `p` fifo, `c` and `b` devices, `s` socket. */
  type: number;
  /** Permission bits of st_mode (0o7777). */
  mode: number;
  /** Whether it is a second name of a file whose content is stored under the name in `link`. */
  hardlink: boolean;
  /** Of a symlink the length of its target, of a hardlink's second name what borg lists. */
  sizeBytes: number;
  /** Whether parts of its content are lost, and zeros since a repair: borg still knows what should be there. */
  damaged: boolean;
  /** Microseconds since the epoch, as borg prints isomtime; never NaN. */
  modifiedAtUs: number;
  /** The path's own bytes, without a slash in front, never `.`. */
  path: Buffer;
  pathStart: number;
  pathEnd: number;
  /** Target of a symlink, or first name of a hardlink; an empty range otherwise. */
  link: Buffer;
  linkStart: number;
  linkEnd: number;
}
