// QR codes: a package that draws, loaded when the first one is drawn, behind one function that every folder may call.

/** The most that a code of this error correction holds, in bytes (ISO/IEC 18004, version 40, level M). */
const capacityBytes = 2331;

/** The text as a QR code: an SVG document, dark on light, with the margin that readers need. Null for more than one code holds. */
export async function qrSvgOf(text: string): Promise<string | null> {
  return Buffer.byteLength(text) > capacityBytes ? null : qrSvg(text);
}

/** The same for a text that is known to be short. */
export async function qrSvg(text: string): Promise<string> {
  const { default: qrcode } = await import("qrcode");
  return qrcode.toString(text, { type: "svg", errorCorrectionLevel: "M", margin: 4 });
}
