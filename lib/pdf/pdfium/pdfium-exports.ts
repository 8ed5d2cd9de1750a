/** The exports of PDFium's WebAssembly module that are used. Pointers and handles are numbers; 0 is none. Sizes are bytes. */

/** A pointer into the module's memory, or an opaque handle of PDFium's. */
export type Pointer = number;

/**
 * Raw exports, called without the package's wrappers: those check the arguments of each call and cost twice the time.
 * Strings that go in are zero-terminated and lie in the module's memory. Functions that fill a buffer return the bytes it takes.
 */
export interface PdfiumExports {
  /** Its buffer is another one after each growth. */
  readonly memory: { readonly buffer: ArrayBuffer };
  malloc(size: number): Pointer;
  free(pointer: Pointer): void;
  PDFiumExt_Init(): void;

  FPDF_LoadMemDocument(data: Pointer, size: number, password: Pointer): Pointer;
  FPDF_LoadCustomDocument(access: Pointer, password: Pointer): Pointer;
  FPDF_CloseDocument(document: Pointer): void;
  FPDF_GetLastError(): number;
  FPDF_GetPageCount(document: Pointer): number;

  FPDF_GetSecurityHandlerRevision(document: Pointer): number;
  FPDF_SaveAsCopy(document: Pointer, writer: Pointer, flags: number): number;
  PDFiumExt_OpenFileWriter(): Pointer;
  PDFiumExt_CloseFileWriter(writer: Pointer): void;
  PDFiumExt_GetFileWriterSize(writer: Pointer): number;
  PDFiumExt_GetFileWriterData(writer: Pointer, buffer: Pointer, size: number): number;
  FPDF_DocumentHasValidCrossReferenceTable(document: Pointer): number;
  FPDF_GetFileVersion(document: Pointer, version: Pointer): number;
  FPDF_GetMetaText(document: Pointer, key: Pointer, buffer: Pointer, size: number): number;
  FPDFCatalog_GetLanguage(document: Pointer, buffer: Pointer, size: number): number;
  FPDFBookmark_GetFirstChild(document: Pointer, bookmark: Pointer): Pointer;
  FPDFBookmark_GetNextSibling(document: Pointer, bookmark: Pointer): Pointer;
  FPDFBookmark_GetTitle(bookmark: Pointer, buffer: Pointer, size: number): number;
  FPDFBookmark_GetDest(document: Pointer, bookmark: Pointer): Pointer;
  FPDFBookmark_GetAction(bookmark: Pointer): Pointer;
  FPDFDoc_GetJavaScriptActionCount(document: Pointer): number;
  FPDFDoc_GetAttachmentCount(document: Pointer): number;
  FPDFDoc_GetAttachment(document: Pointer, index: number): Pointer;
  FPDFAttachment_GetName(attachment: Pointer, buffer: Pointer, size: number): number;
  EPDFAttachment_GetIntegerValue(attachment: Pointer, key: Pointer, value: Pointer): number;
  FPDFAction_GetType(action: Pointer): number;
  FPDFAction_GetDest(document: Pointer, action: Pointer): Pointer;
  FPDFAction_GetURIPath(document: Pointer, action: Pointer, buffer: Pointer, size: number): number;
  FPDFDest_GetDestPageIndex(document: Pointer, destination: Pointer): number;

  FPDF_GetFormType(document: Pointer): number;
  PDFiumExt_OpenFormFillInfo(): Pointer;
  PDFiumExt_CloseFormFillInfo(info: Pointer): void;
  PDFiumExt_InitFormFillEnvironment(document: Pointer, info: Pointer): Pointer;
  PDFiumExt_ExitFormFillEnvironment(form: Pointer): void;

  FPDF_LoadPage(document: Pointer, index: number): Pointer;
  FPDF_ClosePage(page: Pointer): void;
  FPDF_GetPageWidthF(page: Pointer): number;
  FPDF_GetPageHeightF(page: Pointer): number;
  FPDF_GetPageBoundingBox(page: Pointer, rectangle: Pointer): number;
  FPDFPage_GetRotation(page: Pointer): number;
  FPDFPage_CountObjects(page: Pointer): number;
  FPDFPage_GetObject(page: Pointer, index: number): Pointer;

  FPDFText_LoadPage(page: Pointer): Pointer;
  FPDFText_ClosePage(text: Pointer): void;
  FPDFText_CountChars(text: Pointer): number;
  FPDFText_GetUnicode(text: Pointer, index: number): number;
  FPDFText_GetTextObject(text: Pointer, index: number): Pointer;
  FPDFText_GetCharOrigin(text: Pointer, index: number, x: Pointer, y: Pointer): number;
  FPDFText_GetLooseCharBox(text: Pointer, index: number, rectangle: Pointer): number;
  FPDFText_GetCharBox(
    text: Pointer,
    index: number,
    left: Pointer,
    right: Pointer,
    bottom: Pointer,
    top: Pointer,
  ): number;
  FPDFText_GetMatrix(text: Pointer, index: number, matrix: Pointer): number;
  FPDFText_GetFontSize(text: Pointer, index: number): number;
  FPDFText_IsGenerated(text: Pointer, index: number): number;
  FPDFText_IsHyphen(text: Pointer, index: number): number;
  FPDFText_HasUnicodeMapError(text: Pointer, index: number): number;

  FPDFTextObj_GetFont(object: Pointer): Pointer;
  FPDFTextObj_GetTextRenderMode(object: Pointer): number;
  FPDFFont_GetBaseFontName(font: Pointer, buffer: Pointer, size: number): number;
  FPDFFont_GetIsEmbedded(font: Pointer): number;
  FPDFFont_GetFontData(font: Pointer, buffer: Pointer, size: number, length: Pointer): number;
  FPDFFont_GetFlags(font: Pointer): number;
  FPDFFont_GetWeight(font: Pointer): number;
  FPDFFont_GetItalicAngle(font: Pointer, angle: Pointer): number;
  FPDFFont_GetAscent(font: Pointer, size: number, ascent: Pointer): number;
  FPDFFont_GetDescent(font: Pointer, size: number, descent: Pointer): number;
  FPDFFont_GetGlyphWidth(font: Pointer, code: number, size: number, width: Pointer): number;

  FPDFPageObj_GetType(object: Pointer): number;
  FPDFPageObj_GetMatrix(object: Pointer, matrix: Pointer): number;
  FPDFPageObj_GetBounds(object: Pointer, left: Pointer, bottom: Pointer, right: Pointer, top: Pointer): number;
  FPDFPageObj_GetFillColor(object: Pointer, red: Pointer, green: Pointer, blue: Pointer, alpha: Pointer): number;
  FPDFPageObj_GetStrokeColor(object: Pointer, red: Pointer, green: Pointer, blue: Pointer, alpha: Pointer): number;
  FPDFPageObj_GetStrokeWidth(object: Pointer, width: Pointer): number;
  FPDFPageObj_GetMarkedContentID(object: Pointer): number;
  FPDFPageObj_GetClipPath(object: Pointer): Pointer;
  FPDFClipPath_CountPaths(clip: Pointer): number;
  FPDFClipPath_CountPathSegments(clip: Pointer, path: number): number;
  FPDFClipPath_GetPathSegment(clip: Pointer, path: number, index: number): Pointer;
  FPDFFormObj_CountObjects(object: Pointer): number;
  FPDFFormObj_GetObject(object: Pointer, index: number): Pointer;
  FPDFPath_CountSegments(path: Pointer): number;
  FPDFPath_GetPathSegment(path: Pointer, index: number): Pointer;
  FPDFPath_GetDrawMode(path: Pointer, fill: Pointer, stroke: Pointer): number;
  FPDFPathSegment_GetType(segment: Pointer): number;
  FPDFPathSegment_GetClose(segment: Pointer): number;
  FPDFPathSegment_GetPoint(segment: Pointer, x: Pointer, y: Pointer): number;

  FPDFPage_GetAnnotCount(page: Pointer): number;
  FPDFPage_GetAnnot(page: Pointer, index: number): Pointer;
  FPDFPage_CloseAnnot(annotation: Pointer): void;
  FPDFAnnot_GetSubtype(annotation: Pointer): number;
  FPDFAnnot_GetFlags(annotation: Pointer): number;
  FPDFAnnot_GetRect(annotation: Pointer, rectangle: Pointer): number;
  FPDFAnnot_GetStringValue(annotation: Pointer, key: Pointer, buffer: Pointer, size: number): number;
  FPDFAnnot_GetLink(annotation: Pointer): Pointer;
  FPDFLink_GetDest(document: Pointer, link: Pointer): Pointer;
  FPDFLink_GetAction(link: Pointer): Pointer;
  FPDFAnnot_GetFormFieldType(form: Pointer, annotation: Pointer): number;
  FPDFAnnot_GetFormFieldFlags(form: Pointer, annotation: Pointer): number;
  FPDFAnnot_GetFormFieldName(form: Pointer, annotation: Pointer, buffer: Pointer, size: number): number;
  FPDFAnnot_GetFormFieldValue(form: Pointer, annotation: Pointer, buffer: Pointer, size: number): number;
  EPDFAnnot_GetFormFieldRawValue(form: Pointer, annotation: Pointer, buffer: Pointer, size: number): number;
  FPDFAnnot_GetOptionCount(form: Pointer, annotation: Pointer): number;
  FPDFAnnot_GetOptionLabel(form: Pointer, annotation: Pointer, index: number, buffer: Pointer, size: number): number;
  FPDFAnnot_IsOptionSelected(form: Pointer, annotation: Pointer, index: number): number;

  FPDF_StructTree_GetForPage(page: Pointer): Pointer;
  FPDF_StructTree_Close(tree: Pointer): void;
  FPDF_StructTree_CountChildren(tree: Pointer): number;
  FPDF_StructTree_GetChildAtIndex(tree: Pointer, index: number): Pointer;
  FPDF_StructElement_GetType(element: Pointer, buffer: Pointer, size: number): number;
  FPDF_StructElement_GetAltText(element: Pointer, buffer: Pointer, size: number): number;
  FPDF_StructElement_CountChildren(element: Pointer): number;
  FPDF_StructElement_GetChildAtIndex(element: Pointer, index: number): Pointer;
  FPDF_StructElement_GetChildMarkedContentID(element: Pointer, index: number): number;
  FPDF_StructElement_GetAttributeCount(element: Pointer): number;
  FPDF_StructElement_GetAttributeAtIndex(element: Pointer, index: number): Pointer;
  FPDF_StructElement_Attr_GetValue(attribute: Pointer, name: Pointer): Pointer;
  FPDF_StructElement_Attr_GetType(value: Pointer): number;
  FPDF_StructElement_Attr_GetNumberValue(value: Pointer, number: Pointer): number;

  FPDFBitmap_Create(width: number, height: number, alpha: number): Pointer;
  FPDFBitmap_FillRect(bitmap: Pointer, left: number, top: number, width: number, height: number, color: number): number;
  FPDFBitmap_GetBuffer(bitmap: Pointer): Pointer;
  FPDFBitmap_GetStride(bitmap: Pointer): number;
  FPDFBitmap_Destroy(bitmap: Pointer): void;
  FPDF_RenderPageBitmap(
    bitmap: Pointer,
    page: Pointer,
    left: number,
    top: number,
    width: number,
    height: number,
    turns: number,
    flags: number,
  ): void;
}
