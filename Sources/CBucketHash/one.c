#include <stdbool.h>
#include <string.h>

#include "blocks.h"

typedef void add_block(uint32_t hash[5], const uint8_t block[BLOCK]);

static uint32_t word_at(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void add_block_anywhere(uint32_t hash[5], const uint8_t block[BLOCK]) {
    uint32_t words[16];
    for (int place = 0; place < 16; place++) words[place] = word_at(block + 4 * place);
    ROUNDS(uint32_t, hash, words);
}

#if defined(__x86_64__)
#include <immintrin.h>

/// Four rounds a step; the words of the last 16 rounds move on with each.
#define FIVE_STEPS(kind)                                                                                             \
    _Pragma("clang loop unroll(full)") for (int step = 0; step < 5; step++) {                                        \
        __m128i before = abcd;                                                                                       \
        abcd = _mm_sha1rnds4_epu32(abcd, next, kind);                                                                \
        __m128i later = _mm_xor_si128(_mm_sha1msg1_epu32(words[0], words[1]), words[2]);                             \
        words[0] = words[1];                                                                                         \
        words[1] = words[2];                                                                                         \
        words[2] = words[3];                                                                                         \
        words[3] = _mm_sha1msg2_epu32(later, words[2]);                                                              \
        next = _mm_sha1nexte_epu32(before, words[0]);                                                                \
    }

__attribute__((target("sha,sse4.1"))) static void add_block_sha(uint32_t hash[5], const uint8_t block[BLOCK]) {
    const __m128i reversed = _mm_set_epi64x(0x0001020304050607, 0x08090A0B0C0D0E0F);
    __m128i words[4];
    for (int place = 0; place < 4; place++) {
        words[place] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(block + 16 * place)), reversed);
    }
    const __m128i start = _mm_set_epi32((int)hash[0], (int)hash[1], (int)hash[2], (int)hash[3]);
    const __m128i start_e = _mm_set_epi32((int)hash[4], 0, 0, 0);
    __m128i abcd = start;
    __m128i next = _mm_add_epi32(start_e, words[0]);
    FIVE_STEPS(0)
    FIVE_STEPS(1)
    FIVE_STEPS(2)
    FIVE_STEPS(3)
    // The steps end with words that no round follows; what is left of e is next without them.
    const __m128i end_e = _mm_sub_epi32(next, words[0]);
    abcd = _mm_add_epi32(abcd, start);
    hash[0] = (uint32_t)_mm_extract_epi32(abcd, 3);
    hash[1] = (uint32_t)_mm_extract_epi32(abcd, 2);
    hash[2] = (uint32_t)_mm_extract_epi32(abcd, 1);
    hash[3] = (uint32_t)_mm_extract_epi32(abcd, 0);
    hash[4] += (uint32_t)_mm_extract_epi32(end_e, 3);
}
#endif

static add_block *chosen(unsigned allowed) {
#if defined(__x86_64__)
    if (allowed & BUCKET_HASH_SHA) return add_block_sha;
#endif
    (void)allowed;
    return add_block_anywhere;
}

/// A text that is hashed while it grows.
struct growing {
    uint32_t hash[5];
    uint8_t block[BLOCK];
    /// How many bytes of the block are filled; always fewer than it has.
    size_t filled;
    add_block *add_block;
};

/// Copies bytes of which there are few more often than many.
static inline void copy(uint8_t *to, const uint8_t *from, size_t length) {
    if (length < 8 || length > 64) {
        if (length > 64) memcpy(to, from, length);
        else for (size_t place = 0; place < length; place++) to[place] = from[place];
        return;
    }
    for (size_t place = 0; place + 8 < length; place += 8) memcpy(to + place, from + place, 8);
    memcpy(to + length - 8, from + length - 8, 8);
}

static inline void append(struct growing *text, const uint8_t *bytes, size_t length) {
    while (length >= BLOCK - text->filled) {
        size_t fitting = BLOCK - text->filled;
        memcpy(text->block + text->filled, bytes, fitting);
        text->add_block(text->hash, text->block);
        text->filled = 0;
        bytes += fitting;
        length -= fitting;
    }
    copy(text->block + text->filled, bytes, length);
    text->filled += length;
}

/// The hash of a text that fits one block with its padding, as nearly all do.
static uint64_t hash_block(
    const uint8_t *first, size_t first_length, const uint8_t *second, size_t second_length, const uint8_t *third,
    size_t third_length, add_block *add_block) {
    uint32_t hash[] = START;
    uint8_t block[BLOCK] = {0};
    uint8_t *end = block;
    copy(end, first, first_length);
    copy(end += first_length, second, second_length);
    copy(end += second_length, third, third_length);
    end += third_length;
    *end = 0x80;
    const size_t bits = (size_t)(end - block) * 8;
    block[BLOCK - 2] = (uint8_t)(bits >> 8);
    block[BLOCK - 1] = (uint8_t)bits;
    add_block(hash, block);
    return (uint64_t)hash[0] << 32 | hash[1];
}

uint64_t bucket_hash_one(
    const uint8_t *first, size_t first_length, const uint8_t *second, size_t second_length, const uint8_t *third,
    size_t third_length, unsigned allowed) {
    if (first_length < BLOCK && second_length < BLOCK && third_length < BLOCK
        && first_length + second_length + third_length + 9 <= BLOCK) {
        return hash_block(first, first_length, second, second_length, third, third_length, chosen(allowed));
    }
    struct growing text = {.hash = START, .filled = 0, .add_block = chosen(allowed)};
    append(&text, first, first_length);
    append(&text, second, second_length);
    append(&text, third, third_length);
    const uint64_t bits = ((uint64_t)first_length + second_length + third_length) * 8;
    text.block[text.filled] = 0x80;
    size_t ended = text.filled + 1;
    if (ended > BLOCK - 8) {
        memset(text.block + ended, 0, BLOCK - ended);
        text.add_block(text.hash, text.block);
        ended = 0;
    }
    memset(text.block + ended, 0, BLOCK - 8 - ended);
    for (int place = 0; place < 8; place++) text.block[BLOCK - 1 - place] = (uint8_t)(bits >> (8 * place));
    text.add_block(text.hash, text.block);
    return (uint64_t)text.hash[0] << 32 | text.hash[1];
}

unsigned bucket_hash_supported(void) {
    unsigned supported = 0;
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2")) supported |= BUCKET_HASH_AVX2;
    if (__builtin_cpu_supports("avx512f")) supported |= BUCKET_HASH_AVX512;
    if (__builtin_cpu_supports("sha") && __builtin_cpu_supports("sse4.1")) supported |= BUCKET_HASH_SHA;
#endif
    return supported;
}
