"""Bodies that are bytes whatever their media type says."""
import schemathesis


@schemathesis.serializer("application/zip", "application/offset+octet-stream", "image/jpeg")
def as_bytes(ctx, value):
    return value if isinstance(value, bytes) else bytes(value) if isinstance(value, (bytearray, memoryview)) else str(value).encode()
