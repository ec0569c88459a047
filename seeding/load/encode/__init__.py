"""Record batches as COPY data: binary where every type has a codec, text for all others."""

from seeding.load.encode.binary import HEADER, TRAILER, encode_binary, supports_binary
from seeding.load.encode.text import as_text, encode_text
from seeding.load.encode.tokens import UnspelledError

__all__ = ["HEADER", "TRAILER", "UnspelledError", "as_text", "encode_binary", "encode_text", "supports_binary"]
