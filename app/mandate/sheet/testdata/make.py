#!/usr/bin/env python3
"""Writes the awkward files of this folder and what is expected of them, manifest.json.

go generate ./app/mandate/sheet runs it. The same input gives the same bytes. Files that another program has to
make are not written but only named here: see foreign().
"""
import io
import json
import os
import struct
import zipfile
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = []


def case(file, about, data, want, **more):
    """want is a list of rows ("line:number|user|client|note(clerk)(mail yes)[problem]") or the reason."""
    entry = {"file": file, "about": about}
    entry.update(more)
    entry["rows" if isinstance(want, list) else "reason"] = want
    CASES.append(entry)
    if data is not None:
        if isinstance(data, str):
            data = data.encode()
        with open(os.path.join(HERE, file), "wb") as f:
            f.write(data)


def archive(*parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for name, content in parts:
            info = zipfile.ZipInfo(name, (2026, 11, 1, 8, 0, 0))
            info.create_system = 3
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            z.writestr(info, content, compresslevel=9)
    return out.getvalue()


# Text ------------------------------------------------------------------------------------------------------

LIST = "Kundennummer;Benutzername;Mandant;Bemerkung\r\n00123;jäger;Bäckerei Süß;„Straße“ – 5 €\r\n10012;mueller;;\r\n"
ROWS = ["2:00123|jäger|Bäckerei Süß|„Straße“ – 5 €", "3:10012|mueller"]


def text():
    case("utf8.csv", "UTF-8 without a mark", LIST, ROWS, encoding="utf-8", separator=";")
    case("utf8-bom.csv", "CSV UTF-8 of Excel", "\ufeff" + LIST, ROWS, encoding="utf-8-bom", separator=";")
    case("cp1252.csv", "CSV of Excel on Windows", LIST.encode("cp1252"), ROWS, encoding="windows-1252")
    case("utf16le.txt", "Unicode text of Excel: UTF-16 LE, tabs", ("\ufeff" + LIST.replace(";", "\t")).encode("utf-16-le"), ROWS,
         encoding="utf-16", separator="\t")
    case("utf16be.txt", "UTF-16 BE with a mark", ("\ufeff" + LIST).encode("utf-16-be"), ROWS, encoding="utf-16")
    case("utf16le-bare.txt", "UTF-16 LE without a mark", LIST.encode("utf-16-le"), ROWS, encoding="utf-16")
    case("utf16be-bare.txt", "UTF-16 BE without a mark", LIST.encode("utf-16-be"), ROWS, encoding="utf-16")
    case("utf16-odd.txt", "UTF-16 cut off in the middle of a letter",
         "\ufeffKundennummer;Benutzername\r\n1;jäger".encode("utf-16-le")[:-1], ["2:1|jäge\ufffd[user_unreadable]"])
    case("cp850.csv", "a DOS program's letters, chosen by a person",
         "Kundennummer;Benutzername\r\n1;jäger\r\n".encode("cp850"), ["2:1|jäger"], options={"encoding": "cp850"})
    case("cp850-guessed.csv", "the same, taken for Windows-1252: letters are wrong and some say so",
         "Kundennummer;Benutzername\r\n1;jäger\r\n2;müller\r\n".encode("cp850"), ["2:1|j„ger", "3:2|m\ufffdller[user_unreadable]"])
    case("utf8-chosen-wrong.csv", "UTF-8 chosen for what is none", LIST.encode("cp1252"), "wrong_encoding", options={"encoding": "utf-8"})
    case("comma.csv", "commas", LIST.replace(";", ","), ROWS, separator=",")
    case("tab.tsv", "tabs", LIST.replace(";", "\t"), ROWS, separator="\t")
    case("comma-in-names.csv", "semicolons, with more commas than semicolons",
         "Kundennummer;Benutzername;Mandant\n1;a;Meier, Müller, Schulze, Partner\n2;b;Huber, Huber, Huber, Sohn\n",
         ["2:1|a|Meier, Müller, Schulze, Partner", "3:2|b|Huber, Huber, Huber, Sohn"], separator=";")
    case("separator-chosen.csv", "a separator that nobody would guess", "Kundennummer|Benutzername\n1|a;b,c\n", ["2:1|a;b,c"],
         options={"separator": "|"})
    case("separator-wrong.csv", "a separator that parts nothing", LIST, "no_columns", options={"separator": "\t"})
    case("separator-impossible.csv", "a quote as the separator", LIST, "wrong_separator", options={"separator": "\""})
    case("sep-line.csv", "Excel's own first line", "sep=;\r\n" + LIST, ["3" + ROWS[0][1:], "4" + ROWS[1][1:]], separator=";")
    case("sep-pipe.csv", "the same, with another sign", "sep=|\r\nKundennummer|Benutzername\r\n1|a;b\r\n", ["3:1|a;b"], separator="|")
    case("line-ends-cr.csv", "line ends of old Macs", LIST.replace("\r\n", "\r"), ROWS)
    case("line-ends-mixed.csv", "all kinds of line ends", "Kundennummer;Benutzername\r\n1;a\n2;b\r3;c", ["2:1|a", "3:2|b", "4:3|c"])
    case("line-breaks.csv", "line breaks in quotes", 'Kundennummer;Benutzername;Notiz\r\n1;a;"eins\r\nzwei"\r\n2;b;"drei\nvier"\r\n',
         ["2:1|a||eins\nzwei", "4:2|b||drei\nvier"])
    case("semicolon-in-quotes.csv", "separators in quotes", 'Kundennummer;Benutzername;Mandant\n1;a;"Huber; Söhne; Co"\n', ["2:1|a|Huber; Söhne; Co"])
    case("quotes-doubled.csv", "quotes in quotes", 'Kundennummer;Benutzername;Mandant\n"1";"a";"Müller ""Bau"" GmbH"\n', ['2:1|a|Müller "Bau" GmbH'])
    case("quotes-plain.csv", "quotes in a cell without quotes", 'Kundennummer;Benutzername;Mandant\n1;a;Müller "Bau" GmbH\n', ['2:1|a|Müller "Bau" GmbH'])
    case("quote-open.csv", "a quote that is never closed", 'Kundennummer;Benutzername;Mandant\n1;a;"Müller\n2;b;\n', "open_quote@2")
    case("title-lines.csv", "title lines above", "Mandatsliste der Kanzlei;;\nStand: 1.11.2026;;\n;;\nKundennummer;Benutzername;Mandant\n1;a;A\n", ["5:1|a|A"])
    case("blank-lines.csv", "blank lines between", "\n\nKundennummer;Benutzername\n\n1;a\n;\n\n2;b\n\n", ["5:1|a", "8:2|b"])
    case("heading-rows.csv", "a row of groups above the headings", "Amainvoice;;Kanzlei;\nKundennummer;Benutzername;Mandant;Sachbearbeiter\n1;a;A;Frau Öz\n",
         ["3:1|a|A(Frau Öz)"])
    case("heading-again.csv", "headings printed on every page", "Kundennummer;Benutzername\n1;a\nKundennummer;Benutzername\n2;b\n", ["2:1|a", "4:2|b"])
    case("total-line.csv", "a total at the end", "Kundennummer;Benutzername\n1;a\n2;b\nSumme:;\n", ["2:1|a", "3:2|b", "4:Summe:[user_missing]"])
    case("columns-twice.csv", "two columns of one name", "Kundennummer;Benutzername;Benutzername\n1;a;b\n", "two_columns")
    case("columns-other-order.csv", "another order, abbreviations, English", "Note;Login;Kd.-Nr. (Amainvoice)\nx;a;007\n", ["2:007|a||x"])
    case("columns-english.csv", "English", "Customer Number,User Name,Client,Person in charge,Central e-mail stored\n007,a,A Ltd,Ann,yes\n",
         ["2:007|a|A Ltd(Ann)(mail yes)"])
    case("columns-of-no-interest.csv", "a client list with much else",
         "Lfd. Nr.;Mandantennr;Kundennummer;Firma;Ort;E-Mail;Benutzer;Steuernummer\n1;500;007;A GmbH;Bonn;info@a.example;anna;205/5000/1234\n",
         ["2:007|anna|A GmbH"])
    case("no-number.csv", "no Kundennummer", "Benutzername;Mandant\na;A\n", "no_number")
    case("no-user.csv", "no Benutzername", "Kundennummer;Mandant\n1;A\n", "no_user")
    case("no-heading.csv", "no headings, two columns", "007;anna\n00815;bernd\n", ["1:007|anna", "2:00815|bernd"])
    case("no-heading-three.csv", "no headings, three columns that can be told apart", "007;anna;Anna Bau GmbH\n008;bernd;Bernd und Söhne KG\n",
         ["1:007|anna", "2:008|bernd"])
    case("no-heading-unclear.csv", "no headings, and two columns may be the user", "007;anna;Schmidt\n008;bernd;Meier\n", "no_columns")
    case("no-heading-clerk.csv", "no headings, and one name for several rows", "007;anna\t;x y\n008;anna;z z\n", "no_columns")
    case("one-column.csv", "one column only", "Kundennummer\n1\n2\n", "no_columns")
    case("heading-only.csv", "headings and nothing else", "Kundennummer;Benutzername\n", [])
    case("delimiters-trailing.csv", "separators at the end of each line", "Kundennummer;Benutzername;;;;\n1;a;;;;\n2;b;;;;\n", ["2:1|a", "3:2|b"])
    case("lines-of-other-lengths.csv", "lines shorter and longer than the headings", "Kundennummer;Benutzername;Mandant\n1;a\n2;b;B;x;y\n3\n",
         ["2:1|a", "3:2|b|B", "4:3[user_missing]"])
    case("zeros-lost.csv", "leading zeros lost in one row", "Kundennummer;Benutzername\n00123;a\n00124;b\n00125;c\n126;d\n",
         ["2:00123|a", "3:00124|b", "4:00125|c", "5:126|d[zeros_lost]"])
    case("scientific.csv", "digits lost", "Kundennummer;Benutzername\n1,23E+05;a\n", ["2:1,23E+05|a[number_scientific]"])
    case("error-cells.csv", "errors of a spreadsheet", "Kundennummer;Benutzername\n#NV;a\n1;#BEZUG!\n", ["2:#NV|a[number_cell_error]", "3:1|#BEZUG![user_cell_error]"])
    case("date-numbers.csv", "dates for numbers", "Kundennummer;Benutzername\n01.02.2024;a\n", ["2:01.02.2024|a[number_date]"])
    case("grouped.csv", "grouped numbers stay text: nobody knows whether the point belongs to it", "Kundennummer;Benutzername\n12.345;a\n", ["2:12.345|a"])
    case("apostrophe.csv", "apostrophes that kept the zeros", "Kundennummer;Benutzername\n'00123;a\n'00124;'b\n", ["2:00123|a", "3:00124|'b"])
    case("formula-text.csv", "formulas that kept the zeros", 'Kundennummer;Benutzername\n="00123";a\n"=""00124""";="b"\n', ["2:00123|a", "3:00124|b"])
    case("long-cell.csv", "a cell of 10,000 letters", "Kundennummer;Benutzername;Notiz\n1;a;" + "x" * 10000 + "\n2;b;y\n",
         ["2:1|a||" + "x" * 10000 + "[note_too_long]", "3:2|b||y"])
    case("control-characters.csv", "control characters", "Kundennummer;Benutzername\n1;a\x07b\n2;c\x1bd\n", ["2:1|a\x07b[user_unreadable]", "3:2|c\x1bd[user_unreadable]"])
    case("invisible.csv", "direction marks, zero-width and soft hyphens", "Kundennummer;Benutzername\n\u200e00123\u200f;\u202aan\u00adna\u202c\n12\u200b4;b\ufeff\n",
         ["2:00123|anna", "3:124|b"])
    case("blanks.csv", "non-breaking and other blanks", "Kunden\u00a0nummer;Benutzername\n\u00a000123\u00a0;an\u202fna \n 10 012;\tb\n", ["2:00123|an na", "3:10 012|b"])
    case("double-rows.csv", "the same account twice", "Kundennummer;Benutzername\n1;Anna\n2;b\n1; anna\n", ["2:1|Anna", "3:2|b", "4:1|anna[duplicate_line]"])
    case("mail.csv", "yes, no and what is neither",
         "Kundennummer;Benutzername;Zentrale E-Mail;Sachbearbeiter\n1;a;ja;Öz\n2;b;Nein;\n3;c;x;\n4;d;FALSCH;\n5;e;;\n6;f;kanzlei@example.org;\n7;g;vielleicht;\n8;h;0;\n",
         ["2:1|a(Öz)(mail yes)", "3:2|b(mail no)", "4:3|c(mail yes)", "5:4|d(mail no)", "6:5|e", "7:6|f(mail yes)", "8:7|g[mail_unclear]", "9:8|h(mail no)"])
    case("mail-vague.csv", "a column E-Mail with yes and no", "Kundennummer;Benutzername;E-Mail\n1;a;ja\n2;b;nein\n", ["2:1|a(mail yes)", "3:2|b(mail no)"])
    extf = '"EXTF";700;16;"Debitoren/Kreditoren";5;20261101080000000;;"RE";"";"";29098;55003;20260101;4;;;"";"";;;;"";;"";;;"03";;;"";""\r\n'
    case("datev-debitoren.csv", "DATEV format: customers of a client, who are no Mandate",
         (extf + 'Konto;Name (Adressattyp Unternehmen);Unternehmensgegenstand;Kurzbezeichnung\r\n10000;"Bäcker Süß";"";"SÜß"\r\n').encode("cp1252"), "no_columns",
         encoding="windows-1252", separator=";")
    case("datev-mandanten.csv", "a meta line as DATEV's above a list of clients",
         (extf + '"Mandantennummer";"Mandantenname";"Benutzername";"Sachbearbeiter"\r\n"00123";"Bäcker; Süß";"jäger";"Öz"\r\n').encode("cp1252"),
         ["3:00123|jäger|Bäcker; Süß(Öz)"], encoding="windows-1252")
    case("pasted-excel.txt", "cells copied in Excel: tabs, quotes around line breaks, no heading", '00123\tanna\n00124\t"ber\nnd"\n', ["1:00123|anna", "2:00124|ber nd"], separator="\t")
    case("pasted-three.txt", "three columns copied in LibreOffice", '00123\tanna\t"Anna ""Bau""\nGmbH"\n00124\tbernd\tBernd und Co\n', ["1:00123|anna", "3:00124|bernd"], separator="\t")
    case("pasted-heading.txt", "copied with headings", "Kundennummer\tBenutzername\tMandant\n00123\tanna\tA, B; C\n", ["2:00123|anna|A, B; C"], separator="\t")
    case("empty.csv", "nothing at all", "", "empty")
    case("bom-only.txt", "a mark and nothing else", b"\xef\xbb\xbf", "empty")
    case("utf16-bom-only.txt", "the mark of UTF-16 and nothing else", b"\xff\xfe", "empty")
    case("blanks-only.csv", "blanks and separators", " \r\n;;;\r\n\t\r\n", "empty")
    case("web-page.xls", "a web page named .xls", "<html><head><meta charset=utf-8></head><body><table><tr><td>Kundennummer</td></tr></table></body></html>", "html")
    case("excel2003.xml", "XML of Excel 2003", '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>', "old_excel")
    case("csv-named.xlsx", "CSV under a wrong name", LIST, ROWS, separator=";")
    case("letter.rtf", "a letter", r"{\rtf1\ansi Kundennummer}", "no_table")
    case("document.pdf", "a PDF", "%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", "no_table")
    pixels = zlib.compress(b"\0\0\0\0")
    chunk = lambda kind, body: struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    case("picture.csv", "a picture named .csv", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)) + chunk(b"IDAT", pixels) + chunk(b"IEND", b""), "no_table")


# XLSX ------------------------------------------------------------------------------------------------------

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = {MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main", REL: "http://purl.oclc.org/ooxml/officeDocument/relationships"}
STYLES = ('<styleSheet xmlns="%s"><numFmts count="4"><numFmt numFmtId="164" formatCode="00000"/><numFmt numFmtId="165" formatCode="dd.mm.yyyy"/>'
          '<numFmt numFmtId="166" formatCode="#,##0"/><numFmt numFmtId="167" formatCode="0.00E+00"/></numFmts>'
          '<fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
          '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf/><xf numFmtId="164" applyNumberFormat="1"/>'
          '<xf numFmtId="165" applyNumberFormat="1"/><xf numFmtId="166" applyNumberFormat="1"/><xf numFmtId="167" applyNumberFormat="1"/></cellXfs></styleSheet>') % MAIN
ZEROS, DATE, GROUPED, SCIENTIFIC = 1, 2, 3, 4


def t(ref, value):
    return '<c r="%s" t="str"><v>%s</v></c>' % (ref, value)


def row(n, *values, more=""):
    """Text cells from column A on; a value that begins with "<c" is a cell of its own."""
    cells = "".join(v if v.startswith("<c") else t("ABCDEFGH"[i] + str(n), v) for i, v in enumerate(values))
    return '<row r="%d"%s>%s</row>' % (n, more, cells)


HEAD = row(1, "Kundennummer", "Benutzername")


def xlsx(*sheets, styles=STYLES, shared=None, workbook="", replace=None, extra=()):
    """Sheets are their rows, or (name, state, rows[, what follows them])."""
    kinds, rels, names, parts = "", "", "", []
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    for i, sheet in enumerate(sheets, 1):
        if isinstance(sheet, str):
            sheet = ("Tabelle%d" % i, "visible", sheet)
        name, state, rows = sheet[:3]
        after = sheet[3] if len(sheet) > 3 else ""
        kinds += '<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>' % (i, kind)
        rels += '<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>' % (i, REL, i)
        names += '<sheet name="%s" sheetId="%d" state="%s" r:id="rId%d"/>' % (name, i, state, i)
        parts.append(("xl/worksheets/sheet%d.xml" % i, '<worksheet xmlns="%s"><sheetData>%s</sheetData>%s</worksheet>' % (MAIN, rows, after)))
    for target, kind_of, content in (("styles", "styles", styles), ("sharedStrings", "sharedStrings", shared)):
        if content is not None:
            kinds += '<Override PartName="/xl/%s.xml" ContentType="%s%s+xml"/>' % (target, kind, kind_of)
            rels += '<Relationship Id="rId%s" Type="%s/%s" Target="%s.xml"/>' % (target, REL, kind_of, target)
            parts.append(("xl/%s.xml" % target, content))
    parts = [
        ("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="%ssheet.main+xml"/>%s</Types>' % (kind, kinds)),
        ("_rels/.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="%s/officeDocument" Target="xl/workbook.xml"/></Relationships>' % REL),
        ("xl/workbook.xml", '<workbook xmlns="%s" xmlns:r="%s">%s<sheets>%s</sheets></workbook>' % (MAIN, REL, workbook, names)),
        ("xl/_rels/workbook.xml.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>' % rels),
    ] + parts + list(extra)
    for old, new in (replace or {}).items():
        parts = [(name, content.replace(old, new)) for name, content in parts]
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return archive(*[(name, declaration + content) for name, content in parts])


def workbooks():
    case("plain.xlsx", "text cells", xlsx(HEAD + row(2, "00123", "jäger") + row(3, "10012", "mueller")), ["2:00123|jäger", "3:10012|mueller"], sheet="Tabelle1")
    case("xlsx-named.csv", "a workbook under a wrong name", xlsx(HEAD + row(2, "00123", "jäger")), ["2:00123|jäger"])
    case("numbers.xlsx", "numbers stored as numbers: with a format of zeros, grouped, as 1.23E+05, plain",
         xlsx(HEAD + row(2, '<c r="A2" s="1"><v>123</v></c>', "a") + row(3, '<c r="A3" s="3"><v>10012</v></c>', "b")
              + row(4, '<c r="A4" s="4"><v>123456</v></c>', "c") + row(5, '<c r="A5"><v>10012</v></c>', "d") + row(6, '<c r="A6"><v>10012.5</v></c>', "e")),
         ["2:00123|a", "3:10012|b", "4:123456|c", "5:10012|d", "6:10012.5|e"])
    case("dates.xlsx", "a date for a number", xlsx(HEAD + row(2, '<c r="A2" s="2"><v>45366</v></c>', "a") + row(3, "1", "b")), ["2:15.03.2024|a[not_text]", "3:1|b"])
    case("dates1904.xlsx", "the same, counted from 1904", xlsx(HEAD + row(2, '<c r="A2" s="2"><v>43904</v></c>', "a"), workbook='<workbookPr date1904="1"/>'), ["2:15.03.2024|a[not_text]"])
    case("merged.xlsx", "a merged title, and a number merged over two users",
         xlsx(("Liste", "visible", row(1, "Unsere Mandate") + row(2, "Kundennummer", "Benutzername") + row(3, "00123", "a") + row(4, "", "b"),
               '<mergeCells count="2"><mergeCell ref="A1:D1"/><mergeCell ref="A3:A4"/></mergeCells>')), ["3:00123|a", "4:|b[number_missing]"])
    case("formulas.xlsx", "formulas with their values and without",
         xlsx(HEAD + row(2, '<c r="A2"><f>10000+12</f><v>10012</v></c>', '<c r="B2" t="str"><f>"an"&amp;"na"</f><v>anna</v></c>') + row(3, '<c r="A3"><f>1+1</f></c>', "b")),
         ["2:10012|anna", "3:|b[number_missing]"])
    case("hidden-rows.xlsx", "rows hidden by a filter", xlsx(HEAD + row(2, "1", "a", more=' hidden="1"') + row(3, "2", "b")), ["2:1|a[hidden_row]", "3:2|b"])
    case("hidden-sheet.xlsx", "a hidden and a very hidden sheet before the list",
         xlsx(("Alt", "hidden", HEAD + row(2, "9", "alt")), ("Uralt", "veryHidden", HEAD + row(2, "8", "uralt")), ("Liste", "visible", HEAD + row(2, "1", "a"))), ["2:1|a"], sheet="Liste")
    two = xlsx(("2025", "visible", HEAD + row(2, "1", "a")), ("2026", "visible", HEAD + row(2, "2", "b")), ("Alt", "hidden", HEAD + row(2, "3", "c")))
    case("sheets-first.xlsx", "two lists: the first", two, ["2:1|a"], sheet="2025")
    case("sheets-chosen.xlsx", "two lists: the one that a person chose", two, ["2:2|b"], sheet="2026", options={"sheet": "2026"})
    case("sheets-wrong.xlsx", "a hidden list cannot be chosen", two, "wrong_sheet", options={"sheet": "Alt"})
    case("last-row.xlsx", "rows 2 and 1,048,576 filled", xlsx(HEAD + row(2, "1", "a") + row(1048576, "2", "b")), ["2:1|a", "1048576:2|b"])
    case("rich-text.xlsx", "shared strings in several fonts, with phonetic runs",
         xlsx('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>3</v></c></row>',
              shared='<sst xmlns="%s" count="4" uniqueCount="4"><si><r><t>Kunden</t></r><r><rPr><b/></rPr><t>nummer</t></r></si><si><t>Benutzername</t></si>'
                     '<si><r><t>00</t></r><r><t>123</t></r></si><si><t>jäger</t><rPh sb="0" eb="1"><t>YE</t></rPh><phoneticPr fontId="1"/></si></sst>' % MAIN), ["2:00123|jäger"])
    case("inline-strings.xlsx", "strings inside the cells",
         xlsx(HEAD + '<row r="2"><c r="A2" t="inlineStr"><is><t>00123</t></is></c><c r="B2" t="inlineStr"><is><r><t>jä</t></r><r><t xml:space="preserve">ger </t></r></is></c></row>'), ["2:00123|jäger"])
    case("strict.xlsx", "Strict Open XML", xlsx(HEAD + row(2, "00123", "jäger"), replace=STRICT), ["2:00123|jäger"])
    case("no-styles.xlsx", "no styles", xlsx(HEAD + row(2, '<c r="A2" s="7"><v>123</v></c>', "a"), styles=None), ["2:123|a"])
    case("no-references.xlsx", "rows and cells without their names", xlsx('<row><c t="str"><v>Kundennummer</v></c><c t="str"><v>Benutzername</v></c></row><row><c t="str"><v>00123</v></c><c t="str"><v>a</v></c></row>'), ["2:00123|a"])
    case("error-cells.xlsx", "errors of a spreadsheet", xlsx(HEAD + row(2, '<c r="A2" t="e"><v>#N/A</v></c>', "a") + row(3, "1", '<c r="B3" t="e"><v>#REF!</v></c>')), ["2:#N/A|a[number_cell_error]", "3:1|#REF![user_cell_error]"])
    case("booleans.xlsx", "ticks for the central e-mail address", xlsx(row(1, "Kundennummer", "Benutzername", "Zentrale E-Mail hinterlegt") + row(2, "1", "a", '<c r="C2" t="b"><v>1</v></c>') + row(3, "2", "b", '<c r="C3" t="b"><v>0</v></c>')),
         ["2:1|a(mail yes)", "3:2|b(mail no)"])
    case("control-escapes.xlsx", "letters that XML cannot hold, in Excel's way of writing them", xlsx(HEAD + row(2, "1", '<c r="B2" t="inlineStr"><is><t>a_x0007_b</t></is></c>') + row(3, "2", '<c r="B3" t="inlineStr"><is><t>c_x005F_x0041_d</t></is></c>')), ["2:1|a\x07b[user_unreadable]", "3:2|c_x0041_d"])
    case("shared-missing.xlsx", "a shared string that is not there", xlsx(HEAD + row(2, '<c r="A2" t="s"><v>99</v></c>', "a")), ["2:|a[number_missing]"])
    good = xlsx(HEAD + row(2, "00123", "jäger"))
    case("truncated.xlsx", "half a workbook", good[:len(good) // 2], "damaged")
    case("xml-ends.xlsx", "a sheet that breaks off", xlsx(HEAD + row(2, "1", "a"), replace={"</sheetData></worksheet>": ""}), "damaged")
    case("empty.xlsx", "an empty workbook", xlsx(""), "empty")
    case("zip-bomb.xlsx", "24 MB of blanks, packed to almost nothing", xlsx(HEAD, extra=[("xl/worksheets/sheet9.xml", " " * (24 << 20))]), "too_large")
    case("wide.xlsx", "values in the last column of every row", xlsx(HEAD + "".join('<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (i, i) for i in range(2, 40))), "too_large")
    case("binary.xlsb", "a binary workbook", archive(("[Content_Types].xml", "<Types/>"), ("xl/workbook.bin", b"\x83\x01\x00")), "binary_excel")
    case("table.numbers", "Apple Numbers", archive(("Index/Document.iwa", b"\0\1\2"), ("Metadata/Properties.plist", b"bplist00")), "numbers")
    case("folder.zip", "a packed folder", archive(("liste.csv", LIST)), "no_table")
    case("letter.docx", "a letter", archive(("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<document/>")), "no_table")


# ODS -------------------------------------------------------------------------------------------------------

SPACES = " ".join('xmlns:%s="urn:oasis:names:tc:opendocument:xmlns:%s:1.0"' % (short, name) for short, name in
                  (("office", "office"), ("style", "style"), ("table", "table"), ("text", "text"), ("draw", "drawing"), ("manifest", "manifest"))) + ' xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"'
KIND = "application/vnd.oasis.opendocument.spreadsheet"


def c(value, attributes=' office:value-type="string"'):
    """A cell with one paragraph, or with what begins with "<"."""
    return "<table:table-cell%s>%s</table:table-cell>" % (attributes, value if value.startswith("<") or not value else "<text:p>%s</text:p>" % value)


def r(*cells, more=""):
    return "<table:table-row%s>%s</table:table-row>" % (more, "".join(x if x.startswith("<table:") else c(x) for x in cells))


def number(kind, shown, **stored):
    attributes = ' office:value-type="%s"' % kind
    attributes += "".join(' office:%s="%s"' % (name.replace("_", "-"), value) for name, value in stored.items())
    return c(shown, attributes)


def sheet(name, *rows, style=""):
    return '<table:table table:name="%s"%s><table:table-column table:number-columns-repeated="16384"/>%s</table:table>' % (name, style, "".join(rows))


def body(*content, styles=""):
    return "<office:automatic-styles>%s</office:automatic-styles><office:body><office:spreadsheet>%s</office:spreadsheet></office:body>" % (styles, "".join(content))


def ods(*content, styles="", manifest="", end="</office:document-content>"):
    return archive(
        ("mimetype", KIND),
        ("META-INF/manifest.xml", '<manifest:manifest %s><manifest:file-entry manifest:full-path="/" manifest:media-type="%s"/>%s</manifest:manifest>' % (SPACES, KIND, manifest)),
        ("content.xml", '<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content %s office:version="1.3">%s%s' % (SPACES, body(*content, styles=styles), end)))


TOP = r("Kundennummer", "Benutzername")


def open_documents():
    case("plain.ods", "text cells", ods(sheet("Liste", TOP, r("00123", "jäger"), r("10012", "mueller"))), ["2:00123|jäger", "3:10012|mueller"], sheet="Liste")
    empty_cells = '<table:table-cell table:number-columns-repeated="16382"/>'
    case("million-empty-rows.ods", "1,048,576 rows of 16,384 cells, two of them filled",
         ods(sheet("Liste", r("Kundennummer", "Benutzername", empty_cells), '<table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>',
                   r("1", "a", empty_cells), r("2", "b"))), ["1048575:1|a", "1048576:2|b"])
    case("repeated.ods", "equal rows and cells, stored once", ods(sheet("Liste", TOP, r("<table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"string\"><text:p>007x</text:p></table:table-cell>"), r("1", "a", more=' table:number-rows-repeated="3"'))),
         ["2:007x|007x", "3:1|a", "4:1|a[duplicate_line]", "5:1|a[duplicate_line]"])
    gap = '<table:table-cell table:number-columns-repeated="3"/>'
    case("gaps.ods", "empty cells and rows between, stored once", ods(sheet("Liste", r(gap, "Kundennummer", gap, "Benutzername"), r(gap, more=' table:number-rows-repeated="7"'), r("x", "y", "z", "1", gap, "a"))), ["9:1|a"])
    case("repeated-bomb.ods", "a filled row a million times", ods(sheet("Liste", TOP, r("1", "a", more=' table:number-rows-repeated="1048575"'))), "too_large")
    case("repeated-wide.ods", "filled cells to the last column, in many rows",
         ods(sheet("Liste", TOP, *['<table:table-row><table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>%d</text:p></table:table-cell></table:table-row>' % i for i in range(40)])), "too_large")
    case("merged.ods", "a merged title, and a number merged over two users, with something underneath",
         ods(sheet("Liste", r(c("Unsere Mandate", ' table:number-columns-spanned="2" table:number-rows-spanned="1" office:value-type="string"'), '<table:covered-table-cell/>'), TOP,
                   r(c("00123", ' table:number-columns-spanned="1" table:number-rows-spanned="2" office:value-type="string"'), "a"),
                   r('<table:covered-table-cell office:value-type="string"><text:p>darunter</text:p></table:covered-table-cell>', "b"))), ["3:00123|a", "4:|b[number_missing]"])
    case("text.ods", "spans, blanks, tabs, line breaks, paragraphs, links",
         ods(sheet("Liste", r("Kundennummer", "Benutzername", "Notiz"),
                   r("<text:p>00<text:span>1</text:span>23</text:p>", "<text:p>  an\n   <text:a>na</text:a>  </text:p>",
                     '<text:p>a<text:s text:c="2"/>b<text:tab/>c<text:line-break/>d</text:p><text:p/><text:p>e <text:span> f</text:span></text:p>'))),
         ["2:00123|an na||a b c\nd\n\ne f"])
    case("comment.ods", "comments and drawings are not part of a cell",
         ods(sheet("Liste", '<table:shapes><draw:frame><draw:text-box><text:p>Bild</text:p></draw:text-box></draw:frame></table:shapes>', TOP,
                   r("<office:annotation><text:p>Vorsicht!</text:p></office:annotation><text:p>00123</text:p>", "<text:p>anna<office:annotation><text:p>x</text:p></office:annotation></text:p><draw:frame><text:p>y</text:p></draw:frame>"))), ["2:00123|anna"])
    case("types.ods", "numbers, dates, money and ticks, as they are shown",
         ods(sheet("Liste", r("Kundennummer", "Benutzername", "Zentrale E-Mail"),
                   r(number("float", "00123", value="123"), "a", number("boolean", "WAHR", boolean_value="true")),
                   r(number("float", "10.012", value="10012"), "b", number("boolean", "FALSCH", boolean_value="false")),
                   r(number("float", "1,23E+05", value="123456"), "c", number("float", "1", value="1")),
                   r(number("float", "10012,50", value="10012.5"), "d"), r(number("date", "15.03.24", date_value="2024-03-15"), "e"),
                   r(number("time", "10:12:00", time_value="PT10H12M00S"), "f"), r(number("currency", "10.012,00 €", value="10012", currency="EUR"), "g"),
                   r(number("percentage", "12 %", value="0.12"), "h"), r(number("float", "", value="4711"), "i"), r(number("float", "", value="4711.5"), "j"),
                   r(number("string", "", string_value="0815"), "k"), r(number("float", "K-4711", value="4711"), "l"))),
         ["2:00123|a(mail yes)", "3:10012|b(mail no)", "4:123456|c(mail yes)", "5:10012,50|d[not_text]", "6:15.03.24|e[not_text]", "7:10:12:00|f[not_text]",
          "8:10.012,00 €|g[not_text]", "9:12 %|h[not_text]", "10:4711|i", "11:4711.5|j[not_text]", "12:0815|k", "13:K-4711|l"])
    case("formulas.ods", "formulas with their values, without, and with an error",
         ods(sheet("Liste", TOP, r(c("10012", ' table:formula="of:=10000+12" office:value-type="float" office:value="10012"'), "a"), r('<table:table-cell table:formula="of:=1+1"/>', "b"),
                   r(c("#NV", ' table:formula="of:=NA()" office:value-type="string" office:string-value=""'), "c"))), ["2:10012|a", "3:|b[number_missing]", "4:#NV|c[number_cell_error]"])
    case("hidden-rows.ods", "rows hidden by a filter, by hand and in a folded group",
         ods(sheet("Liste", "<table:table-header-rows>" + TOP + "</table:table-header-rows>", r("1", "a", more=' table:visibility="filter"'), r("2", "b", more=' table:visibility="collapse"'),
                   '<table:table-row-group table:display="false"><table:table-row-group>' + r("3", "c") + "</table:table-row-group></table:table-row-group>", r("4", "d"))),
         ["2:1|a[hidden_row]", "3:2|b[hidden_row]", "4:3|c[hidden_row]", "5:4|d"])
    hide = '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/></style:style><style:style style:name="ta2" style:family="table"><style:table-properties table:display="true"/></style:style>'
    two = ods(sheet("Alt", TOP, r("9", "alt"), style=' table:style-name="ta1"'), sheet("Hinweise", r("Bitte lesen")), sheet("Liste", TOP, r("1", "a"), style=' table:style-name="ta2"'), sheet("2027", TOP, r("2", "b")), styles=hide)
    case("sheets.ods", "a hidden list, notes, and two lists", two, ["2:1|a"], sheet="Liste", sheets=["Hinweise", "Liste", "2027"])
    case("sheets-chosen.ods", "the list that a person chose", two, ["2:2|b"], sheet="2027", options={"sheet": "2027"})
    case("sheets-wrong.ods", "a list that is not there", two, "wrong_sheet", options={"sheet": "2028"})
    case("tracked-changes.ods", "cells that were changed and are no more", ods("<table:tracked-changes><table:cell-content-change><table:previous><table:change-track-table-cell><text:p>alt</text:p></table:change-track-table-cell></table:previous></table:cell-content-change></table:tracked-changes>", sheet("Liste", TOP, r("1", "a"))), ["2:1|a"])
    case("no-heading.ods", "no headings", ods(sheet("Liste", r("007", "anna"), r("008", "bernd"))), ["1:007|anna", "2:008|bernd"])
    case("empty.ods", "an empty document", ods(sheet("Tabelle1", r('<table:table-cell table:number-columns-repeated="16384"/>', more=' table:number-rows-repeated="1048576"'))), "empty")
    case("encrypted.ods", "behind a password", archive(("mimetype", KIND), ("META-INF/manifest.xml", '<manifest:manifest %s><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data manifest:checksum-type="SHA1/1K"/></manifest:file-entry></manifest:manifest>' % SPACES), ("content.xml", b"\x93\x12\x00\xff")), "encrypted")
    case("xml-ends.ods", "a document that breaks off", ods(sheet("Liste", TOP, r("1", "a")), end=""), "damaged")
    good = ods(sheet("Liste", TOP, r("1", "a")))
    case("truncated.ods", "half a document", good[:len(good) // 2], "damaged")
    case("entities.ods", "entities that multiply", archive(("mimetype", KIND), ("content.xml", '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><office:document-content %s>%s</office:document-content>' % (SPACES, body(sheet("Liste", TOP, r("1", "&b;")))))), "damaged")
    case("zip-bomb.ods", "24 MB of blanks, packed to almost nothing", archive(("mimetype", KIND), ("content.xml", " " * (24 << 20))), "too_large")
    case("flat.fods", "one XML file", '<?xml version="1.0" encoding="UTF-8"?>\n<office:document %s office:mimetype="%s">%s</office:document>' % (SPACES, KIND, body(sheet("Liste", TOP, r("00123", "jäger")))), ["2:00123|jäger"], sheet="Liste")
    case("letter.odt", "a letter", archive(("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<x/>")), "no_table")


def foreign():
    """Files of other programs: LibreOffice 7.4 made libreoffice.* of libreoffice.fods (soffice --headless
    --convert-to ods|xlsx|xls|html|csv libreoffice.fods), excelize encrypted password.xlsx."""
    want = ["2:00123|jäger|Bäckerei „Süß“ GmbH & Co. KG|eins\nzwei", "3:00124|müller|Huber; Söhne", "4:10012|özdemir", "5:15.03.24|datum[not_text]", "6:123456|exp", "7:4711|formel",
            "8:9|versteckt[hidden_row]"]
    case("libreoffice.ods", "written by LibreOffice", None, want, sheet="Mandate", sheets=["Mandate"])
    case("libreoffice.xlsx", "written by LibreOffice for Excel", None, want, sheet="Mandate", sheets=["Mandate"])
    case("libreoffice.xls", "written by LibreOffice for Excel 97", None, "old_excel")
    case("libreoffice.html", "written by LibreOffice as a web page", None, "html")
    case("libreoffice.csv", "written by LibreOffice as CSV: without formats, so that zeros are lost", None,
         [want[0], "4:124|müller|Huber; Söhne", "5:10012|özdemir", "6:03/15/2024|datum", "7:123456|exp", "8:4711|formel", "9:9|versteckt"], encoding="windows-1252", separator=",")
    case("password.xlsx", "behind a password", None, "encrypted")


def libreoffice_source():
    hide = '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/></style:style>'
    zeros = '<number:number-style style:name="N101"><number:number number:decimal-places="0" number:min-integer-digits="5"/></number:number-style><style:style style:name="ce1" style:family="table-cell" style:data-style-name="N101"/>'
    exp = '<number:number-style style:name="N102"><number:scientific-number number:decimal-places="2" number:min-integer-digits="1" number:min-exponent-digits="2"/></number:number-style><style:style style:name="ce2" style:family="table-cell" style:data-style-name="N102"/>'
    date = ('<number:date-style style:name="N103"><number:day number:style="long"/><number:text>.</number:text><number:month number:style="long"/><number:text>.</number:text><number:year/></number:date-style>'
            '<style:style style:name="ce3" style:family="table-cell" style:data-style-name="N103"/>')
    rows = [r("Kundennummer", "Benutzername", "Mandant", "Notiz"),
            r("00123", "jäger", "Bäckerei „Süß“ GmbH &amp; Co. KG", "<text:p>eins</text:p><text:p>zwei</text:p>"),
            r(c("", ' table:style-name="ce1" office:value-type="float" office:value="124"'), "müller", "Huber; Söhne"),
            r(c("", ' office:value-type="float" office:value="10012"'), "özdemir"),
            r(c("", ' table:style-name="ce3" office:value-type="date" office:date-value="2024-03-15"'), "datum"),
            r(c("", ' table:style-name="ce2" office:value-type="float" office:value="123456"'), "exp"),
            r(c("", ' table:formula="of:=4700+11" office:value-type="float" office:value="4711"'), "formel"),
            r("9", "versteckt", more=' table:visibility="collapse"')]
    return '<?xml version="1.0" encoding="UTF-8"?>\n<office:document %s xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" office:version="1.3" office:mimetype="%s">%s</office:document>' % (
        SPACES, KIND, body(sheet("Mandate", *rows), sheet("Alt", TOP, r("1", "alt"), style=' table:style-name="ta1"'), styles=hide + zeros + exp + date))


def main():
    text()
    workbooks()
    open_documents()
    foreign()
    case("libreoffice.fods", "the source of the files that LibreOffice makes: no cell says what it shows", libreoffice_source(),
         ["2:00123|jäger|Bäckerei „Süß“ GmbH & Co. KG|eins\nzwei", "3:124|müller|Huber; Söhne", "4:10012|özdemir", "5:2024-03-15|datum[not_text]", "6:123456|exp", "7:4711|formel", "8:9|versteckt[hidden_row]"])
    with open(os.path.join(HERE, "manifest.json"), "w", encoding="utf-8") as f:
        json.dump(CASES, f, ensure_ascii=False, indent=1)
        f.write("\n")
    print(len(CASES), "files")


if __name__ == "__main__":
    main()
