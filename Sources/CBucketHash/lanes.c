#include <string.h>

#include "blocks.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the words of the lanes are read as little-endian ones"
#endif

/// The same word of every lane; the compiler splits it where registers are smaller.
typedef uint32_t lanes __attribute__((vector_size(4 * BUCKET_HASH_LANES)));

/// A text of at most two blocks; the rest is written in whole blocks, wherever it starts.
typedef uint8_t text[BUCKET_HASH_HEAD + 2 * BLOCK];

#define INLINE static inline __attribute__((always_inline))

void bucket_hash_make_tail(
    struct bucket_hash_tail *tail, const uint8_t *first, size_t first_length, const uint8_t *second,
    size_t second_length) {
    *tail = (struct bucket_hash_tail){.length = (uint8_t)(first_length + second_length)};
    if (first_length > 0) memcpy(tail->bytes, first, first_length);
    if (second_length > 0) memcpy(tail->bytes + first_length, second, second_length);
    tail->bytes[first_length + second_length] = 0x80;
}

/// Writes a text with its padding and tells how many blocks it has.
INLINE unsigned write_text(
    uint8_t *text, const struct bucket_hash_head *head, const struct bucket_hash_tail *tail, int most_blocks) {
    const unsigned length = head->length + tail->length;
    const unsigned blocks = length + 9 <= BLOCK ? 1 : 2;
    memcpy(text, head->bytes, BUCKET_HASH_HEAD);
    memcpy(text + head->length, tail->bytes, (size_t)most_blocks * BLOCK);
    text[blocks * BLOCK - 2] = (uint8_t)(length * 8 >> 8);
    text[blocks * BLOCK - 1] = (uint8_t)(length * 8);
    return blocks;
}

/// The words of one block of every text: word by word instead of text by text, each from its big-endian bytes.
INLINE void read_words(lanes words[16], text texts[BUCKET_HASH_LANES], int block) {
    for (int place = 0; place < 16; place++) memcpy(&words[place], texts[place] + block * BLOCK, BLOCK);
    // Interleaving the first half with the second as often as the number of rows can be halved turns rows into columns.
    _Pragma("clang loop unroll(full)") for (int turn = 0; turn < 4; turn++) {
        lanes mixed[16];
        for (int place = 0; place < 8; place++) {
            mixed[2 * place] = __builtin_shufflevector(
                words[place], words[place + 8], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
            mixed[2 * place + 1] = __builtin_shufflevector(
                words[place], words[place + 8], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        }
        for (int place = 0; place < 16; place++) words[place] = mixed[place];
    }
    for (int place = 0; place < 16; place++) {
        words[place] = (ROTATED(words[place], 8) & 0x00FF00FF) | (ROTATED(words[place], 24) & 0xFF00FF00);
    }
}

INLINE void write_hashes(uint64_t *hashes, const lanes hash[5], const unsigned blocks[BUCKET_HASH_LANES], unsigned read) {
    for (int lane = 0; lane < BUCKET_HASH_LANES; lane++) {
        if (blocks[lane] == read) hashes[lane] = (uint64_t)hash[0][lane] << 32 | hash[1][lane];
    }
}

INLINE void hash_lanes(
    const struct bucket_hash_head *heads, const struct bucket_hash_tail *tail, uint64_t *hashes, int most_blocks) {
    text texts[BUCKET_HASH_LANES];
    unsigned blocks[BUCKET_HASH_LANES];
    for (int lane = 0; lane < BUCKET_HASH_LANES; lane++) {
        blocks[lane] = write_text(texts[lane], &heads[lane], tail, most_blocks);
    }
    const uint32_t start[] = START;
    lanes hash[5];
    for (int place = 0; place < 5; place++) hash[place] = start[place] - (lanes){};
    for (int block = 0; block < most_blocks; block++) {
        lanes words[16];
        read_words(words, texts, block);
        ROUNDS(lanes, hash, words);
        write_hashes(hashes, hash, blocks, (unsigned)block + 1);
    }
}

INLINE void hash_any(const struct bucket_hash_head *heads, const struct bucket_hash_tail *tail, uint64_t *hashes) {
    unsigned longest = 0;
    for (int lane = 0; lane < BUCKET_HASH_LANES; lane++) {
        if (heads[lane].length > longest) longest = heads[lane].length;
    }
    if (longest + tail->length + 9 <= BLOCK) {
        hash_lanes(heads, tail, hashes, 1);
    } else {
        hash_lanes(heads, tail, hashes, 2);
    }
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void hash_avx2(
    const struct bucket_hash_head *heads, const struct bucket_hash_tail *tail, uint64_t *hashes) {
    hash_any(heads, tail, hashes);
}

__attribute__((target("avx512f"))) static void hash_avx512(
    const struct bucket_hash_head *heads, const struct bucket_hash_tail *tail, uint64_t *hashes) {
    hash_any(heads, tail, hashes);
}
#endif

static __attribute__((noinline)) void hash_portable(
    const struct bucket_hash_head *heads, const struct bucket_hash_tail *tail, uint64_t *hashes) {
    hash_any(heads, tail, hashes);
}

void bucket_hash_lanes(
    const struct bucket_hash_head *heads, const struct bucket_hash_tail *tail, uint64_t *hashes, unsigned allowed) {
#if defined(__x86_64__)
    if (allowed & BUCKET_HASH_AVX512) return hash_avx512(heads, tail, hashes);
    if (allowed & BUCKET_HASH_AVX2) return hash_avx2(heads, tail, hashes);
#endif
    (void)allowed;
    hash_portable(heads, tail, hashes);
}
