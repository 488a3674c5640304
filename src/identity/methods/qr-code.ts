// QR codes. The only importer of qrcode, which is loaded when the first one is drawn.

/** The text as a QR code: an SVG document, dark on light, with the margin that readers need. */
export async function qrSvg(text: string): Promise<string> {
  const { default: qrcode } = await import("qrcode");
  return qrcode.toString(text, { type: "svg", errorCorrectionLevel: "M", margin: 4 });
}
