// SHA-1 (FIPS 180-4 §6.1.2) of single blocks and of many blocks side by side.

#ifndef BUCKET_HASH_BLOCKS_H
#define BUCKET_HASH_BLOCKS_H

#include <stdint.h>

#include "bucket_hash.h"

#define BLOCK 64

/// Shifts bits round within 32; for numbers and for vectors of them.
#define ROTATED(value, bits) (((value) << (bits)) | ((value) >> (32 - (bits))))

/// The hash before the first block.
#define START {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0}

/// All 80 rounds for one block of 16 words, which are used up; the type is a number or a vector of numbers.
#define ROUNDS(type, hash, words)                                                                                    \
    do {                                                                                                             \
        type a = (hash)[0], b = (hash)[1], c = (hash)[2], d = (hash)[3], e = (hash)[4];                              \
        _Pragma("clang loop unroll(full)") for (int round = 0; round < 80; round++) {                                \
            type word = (words)[round % 16];                                                                         \
            if (round >= 16) {                                                                                       \
                word ^= (words)[(round + 13) % 16] ^ (words)[(round + 8) % 16] ^ (words)[(round + 2) % 16];          \
                word = ROTATED(word, 1);                                                                             \
                (words)[round % 16] = word;                                                                          \
            }                                                                                                        \
            type mixed = round < 20 ? (d ^ (b & (c ^ d))) + 0x5A827999                                               \
                : round < 40        ? (b ^ c ^ d) + 0x6ED9EBA1                                                       \
                : round < 60        ? ((b & c) | (d & (b | c))) + 0x8F1BBCDC                                         \
                                    : (b ^ c ^ d) + 0xCA62C1D6;                                                      \
            mixed += ROTATED(a, 5) + e + word;                                                                       \
            e = d;                                                                                                   \
            d = c;                                                                                                   \
            c = ROTATED(b, 30);                                                                                      \
            b = a;                                                                                                   \
            a = mixed;                                                                                               \
        }                                                                                                            \
        (hash)[0] += a;                                                                                              \
        (hash)[1] += b;                                                                                              \
        (hash)[2] += c;                                                                                              \
        (hash)[3] += d;                                                                                              \
        (hash)[4] += e;                                                                                              \
    } while (0)

#endif
