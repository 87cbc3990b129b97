"""Course backups of Moodle, built by its documented format: no Moodle is installed where tests run."""

import gzip
import hashlib
import io
import tarfile
import time
import zipfile
from pathlib import Path

CONTENTS = (b"a worksheet", b"a picture\x00\xff" * 3000, b"")
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def content_path(content: bytes) -> str:
    """Return where a content lies in an archive."""
    key = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    return f"files/{key[:2]}/{key}"


def course(number: int = 12, *, made: float | None = None, activities: int = 2) -> dict[str, bytes]:
    """Return the files of one course's backup by name, whole."""
    parts = [("activity", f"activities/page_{each}") for each in range(1, activities + 1)]
    names = {where: "module.xml" for _, where in parts} | {"sections/section_7": "section.xml"}
    files = {f"{where}/{name}": f"{_HEAD}<{name[:-4]} id='1'/>".encode() for where, name in names.items()}
    files["course/course.xml"] = f"{_HEAD}<course id='{number}'/>".encode()
    files["users.xml"] = f"{_HEAD}<users><user><lastname>Secretname</lastname></user></users>".encode()
    files["files.xml"] = _files_xml().encode()
    when = int(time.time() if made is None else made)
    files["moodle_backup.xml"] = _overview(number, when, [where for _, where in parts]).encode()
    return files | {content_path(each): each for each in CONTENTS}


def _files_xml() -> str:
    rows = [(content_path(each).rpartition("/")[2], f"{n}.bin", len(each)) for n, each in enumerate(CONTENTS)]
    rows.append(("da39a3ee5e6b4b0d3255bfef95601890afd80709", ".", 0))
    said = "".join(
        f"<file id='{n}'><contenthash>{key}</contenthash><filename>{name}</filename>"
        f"<filesize>{size}</filesize><repositorytype>$@NULL@$</repositorytype><reference>$@NULL@$</reference></file>"
        for n, (key, name, size) in enumerate(rows)
    )
    outside = (
        "<file id='99'><contenthash>0000000000000000000000000000000000000000</contenthash>"
        "<filename>elsewhere</filename><filesize>5</filesize><repositorytype>dropbox</repositorytype></file>"
    )
    return f"{_HEAD}<files>{said}{outside}</files>"


def _overview(number: int, made: int, activities: list[str]) -> str:
    listed = "".join(
        f"<activity><moduleid>{n}</moduleid><sectionid>7</sectionid><modulename>page</modulename>"
        f"<title>T</title><directory>{where}</directory></activity>"
        for n, where in enumerate(activities)
    )
    settings = {"filename": "backup.mbz", "users": "1", "activities": "1", "files": "1"}
    root = "".join(
        f"<setting><level>root</level><name>{name}</name><value>{value}</value></setting>"
        for name, value in settings.items()
    )
    return (
        f"{_HEAD}<moodle_backup><information><name>backup.mbz</name><moodle_release>4.5</moodle_release>"
        f"<backup_date>{made}</backup_date><include_files>1</include_files>"
        f"<original_course_id>{number}</original_course_id>"
        "<original_course_fullname>Algebra of Secretname</original_course_fullname>"
        "<details><detail backup_id='ab'><type>course</type><format>moodle2</format></detail></details>"
        f"<contents><activities>{listed}</activities>"
        "<sections><section><sectionid>7</sectionid><title>1</title><directory>sections/section_7</directory>"
        f"</section></sections><course><courseid>{number}</courseid><title>A</title>"
        f"<directory>course</directory></course></contents><settings>{root}"
        "<setting><level>section</level><section>section_7</section><name>section_7_included</name>"
        "<value>1</value></setting></settings></information></moodle_backup>"
    )


def indexed(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files with the index that Moodle puts first into a gzipped tar."""
    lines = [f"Moodle archive file index. Count: {len(files)}"]
    lines += [f"{name}\tf\t{len(content)}\t1760000000" for name, content in files.items()]
    return {".ARCHIVE_INDEX": ("\n".join(lines) + "\n").encode(), **files}


def as_tar(files: dict[str, bytes]) -> bytes:
    """Return a gzipped tar of the files."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return gzip.compress(held.getvalue(), mtime=0)


def as_zip(files: dict[str, bytes]) -> bytes:
    """Return a zip of the files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def lay_down(folder: Path, *numbers: int, made: float | None = None) -> Path:
    """Write the backups of some courses into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        name = f"backup-moodle2-course-{number}-math-20261120-0300.mbz"
        (folder / name).write_bytes(as_tar(indexed(course(number, made=made))))
    return folder
