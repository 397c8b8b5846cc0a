"""What can go wrong with a document.

```
ContentError
├── InvalidCid          the text is no CID this store reads
├── ContentTooLarge     more bytes than the limit allows
├── UnsupportedContent  the bytes are right, but they are not one file
├── ContentNotFound     nobody asked has it (yet)
├── ContentMismatch     the bytes are not the ones the CID names
└── ContentUnavailable  disk or node did not answer
```

The last three may pass: no answer about them is remembered, so the same call can succeed later.
"""

# ruff: noqa: N818 - the names say what happened to the content, "Error" would add nothing

from symbia.text import TextError


class ContentError(TextError):
    """Base of all; its text tells the person what to do next, and names codes of `content.*`."""


class InvalidCid(ContentError):
    """The text is no CID of sha2-256 over `raw` or `dag-pb`."""


class ContentTooLarge(ContentError):
    """The document, or the tree that leads to it, is larger than the limit."""


class UnsupportedContent(ContentError):
    """A folder, a symlink, or a tree that breaks the UnixFS format."""


class ContentNotFound(ContentError):
    """Not on this disk, and not on the node."""


class ContentMismatch(ContentError):
    """A damaged disk, or a node that serves other bytes than asked for."""


class ContentUnavailable(ContentError):
    """Disk full or unreadable, node unreachable, slow or failing."""
