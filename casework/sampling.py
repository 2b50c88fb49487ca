"""Some of what is public, others every day, read again as a reader gets it."""

from typing import Final

from casework.ports import Office
from casework.publishing import kept_manifest
from decisions.fingerprints import of_bytes, of_values

BUNDLES_A_DAY: Final = 20


def spoilt(office: Office) -> int:
    """How many objects of today's bundles are not the bytes and headers that were
    sent. A listing compares only what the server says of them.

    Raises:
        CorruptRecord: The manifest is damaged.
    """
    manifest = kept_manifest(office)[0]
    names = sorted(manifest)
    day = office.clock.now().date().toordinal()
    first = day * BUNDLES_A_DAY % max(1, len(names))
    wrong = 0
    for name in (*names[first:], *names[:first])[:BUNDLES_A_DAY]:
        stored = manifest.get(name)
        assert stored is not None, "it is in the manifest"
        for key, row in stored.objects.items():
            found = office.website.site.get(key)
            if found is None:
                wrong += 1
                continue
            body, headers = found
            told = [
                headers.get(header, "")
                for header in ("Content-Type", "Cache-Control", "Content-Disposition")
            ]
            wrong += of_values(of_bytes(body), *told) != row.sha256
    return wrong
