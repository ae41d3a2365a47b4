/* SPDX-License-Identifier: MIT */
/*
 * digest.h — SHA-256, by OpenSSL's libcrypto, which uses the processor's own instructions for it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define DIGEST_BYTES      32
#define DIGEST_TEXT_BYTES (2 * DIGEST_BYTES + 1)

struct digest {
    void *running; /* owned */
    void *spare;   /* owned: for looking without ending */
};

/* False without memory. */
bool digest_begin(struct digest *digest);
void digest_end(struct digest *digest);

/* False when the library fails, which it has no reason to. */
bool digest_add(struct digest *digest, const void *bytes, size_t count);

/* The sum of all bytes added so far; more may be added afterwards. */
bool digest_look(struct digest *digest, unsigned char sum[DIGEST_BYTES]);

/* A sum as sha256sum(1) prints it. */
void digest_text(const unsigned char sum[DIGEST_BYTES], char text[DIGEST_TEXT_BYTES]);
