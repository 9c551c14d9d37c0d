#!/usr/bin/env python3
"""Reads what Windows is told of a program, by way of pefile, for .ci/package-check-windows.

resources.py PROGRAM VERSION   checks version resource and manifest; says what it found, exit code 1 if something is wrong
resources.py --body            copies a program from input to output without checksum, signature and what points to it
"""
import struct
import sys
import xml.etree.ElementTree as xml

import pefile

SETTINGS = "{http://schemas.microsoft.com/SMI/2016/WindowsSettings}"


def body(data):
    data = bytearray(data)
    pe = pefile.PE(data=bytes(data), fast_load=True)
    checksum = pe.OPTIONAL_HEADER.get_field_absolute_offset("CheckSum")
    directory = pe.OPTIONAL_HEADER.DATA_DIRECTORY[4]  # the signature
    where = directory.get_field_absolute_offset("VirtualAddress")
    struct.pack_into("<I", data, checksum, 0)
    struct.pack_into("<II", data, where, 0, 0)
    return data.rstrip(b"\0")


def version_of(pe):
    """All strings of the version resource, by language."""
    return {
        table.LangID.decode(): {k.decode(): v.decode() for k, v in table.entries.items()}
        for info in pe.FileInfo[0] if info.Key == b"StringFileInfo"
        for table in info.StringTable
    }


def manifest_of(pe):
    for kind in pe.DIRECTORY_ENTRY_RESOURCE.entries:
        if kind.id == pefile.RESOURCE_TYPE["RT_MANIFEST"]:
            place = kind.directory.entries[0].directory.entries[0].data.struct
            return xml.fromstring(pe.get_data(place.OffsetToData, place.Size))
    raise SystemExit("no manifest")


def main(path, version):
    pe = pefile.PE(path)
    name = path.rsplit("/", 1)[-1]
    wrong = []

    def check(what, got, wanted):
        if got != wanted:
            wrong.append(f"{what} is {got!r}, not {wanted!r}")

    strings = version_of(pe)
    check("languages", sorted(strings), ["000004B0", "040704B0"])
    for table in strings.values():
        check("CompanyName", table["CompanyName"], "The Kanzleicode authors")
        check("ProductVersion", table["ProductVersion"], version)
        check("OriginalFilename", table["OriginalFilename"], name)
    manifest = manifest_of(pe)
    awareness = manifest.findtext(f".//{SETTINGS}dpiAwareness")
    check("dpiAwareness", awareness, "PerMonitorV2, PerMonitor")
    check("longPathAware", manifest.findtext(f".//{SETTINGS}longPathAware"), "true")
    level = manifest.find(".//{urn:schemas-microsoft-com:asm.v3}requestedExecutionLevel").get("level")
    check("requestedExecutionLevel", level, "asInvoker")
    # 2 = a program with a window, 3 = one with a console
    check("subsystem", pe.OPTIONAL_HEADER.Subsystem, 2 if "window" in name else 3)
    print("; ".join(wrong) or f"{strings['040704B0']['FileDescription']}, {version}, {awareness}, {level}, long paths")
    return bool(wrong)


if __name__ == "__main__":
    if sys.argv[1:] == ["--body"]:
        sys.stdout.buffer.write(body(sys.stdin.buffer.read()))
        sys.exit()
    sys.exit(main(*sys.argv[1:]))
