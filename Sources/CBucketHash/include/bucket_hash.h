// The first 64 bits of the SHA-1 of short texts, one at a time or many at once. No allocation, no state.
//
// This is for placing identifiers, not for security: nothing here runs in constant time.

#ifndef BUCKET_HASH_H
#define BUCKET_HASH_H

#include <stddef.h>
#include <stdint.h>

/// How many texts are hashed side by side.
#define BUCKET_HASH_LANES 16
/// The longest start of a text that fits a lane, in bytes.
#define BUCKET_HASH_HEAD 63
/// The longest text that fits a lane: two blocks of SHA-1 without their padding.
#define BUCKET_HASH_TEXT 119

/// What of the processor may be used, as a set of bits.
enum bucket_hash_instructions {
    BUCKET_HASH_SHA = 1,
    BUCKET_HASH_AVX2 = 2,
    BUCKET_HASH_AVX512 = 4,
};

/// The start of a text; the bytes after its length have no meaning.
struct bucket_hash_head {
    uint8_t length;
    uint8_t bytes[BUCKET_HASH_HEAD];
};

/// The rest of a text, with SHA-1's padding.
struct bucket_hash_tail {
    uint8_t length;
    uint8_t bytes[2 * 64];
};

/// What this processor has of the instructions above.
unsigned bucket_hash_supported(void);

/// The hash of three texts, joined, of any length.
/// \param allowed instructions that may be used, of those the processor has.
uint64_t bucket_hash_one(
    const uint8_t *first, size_t first_length, const uint8_t *second, size_t second_length, const uint8_t *third,
    size_t third_length, unsigned allowed);

/// Two texts, joined, as the rest of others; together at most BUCKET_HASH_TEXT bytes.
void bucket_hash_make_tail(
    struct bucket_hash_tail *tail, const uint8_t *first, size_t first_length, const uint8_t *second,
    size_t second_length);

/// The hashes of BUCKET_HASH_LANES texts with the same rest.
///
/// No head and the rest may together be longer than BUCKET_HASH_TEXT.
void bucket_hash_lanes(
    const struct bucket_hash_head *heads, const struct bucket_hash_tail *tail, uint64_t *hashes, unsigned allowed);

#endif
