#pragma once
#include <zlib.h>

/// inflateInit2 is a macro, which Swift cannot import.
static inline int gateway_inflateInit2(z_stream *stream, int windowBits) {
    return inflateInit2(stream, windowBits);
}

/// deflateInit2 is a macro as well.
static inline int gateway_deflateInit2(z_stream *stream, int level, int windowBits) {
    return deflateInit2(stream, level, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY);
}
