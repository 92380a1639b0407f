#pragma once
#include <zlib.h>

/// inflateInit2 is a macro, which Swift cannot import.
static inline int gateway_inflateInit2(z_stream *stream, int windowBits) {
    return inflateInit2(stream, windowBits);
}
