/* SPDX-License-Identifier: MIT */
/*
 * digest.c — two contexts of EVP_sha256(): one runs, the other is its copy for a look in between.
 */
#include "writeusb/digest.h"

#include <openssl/evp.h>
#include <stdio.h>

bool digest_begin(struct digest *digest)
{
    digest->running = EVP_MD_CTX_new();
    digest->spare = EVP_MD_CTX_new();
    if (digest->running != NULL && digest->spare != NULL &&
        EVP_DigestInit_ex(digest->running, EVP_sha256(), NULL) == 1)
        return true;
    digest_end(digest);
    return false;
}

void digest_end(struct digest *digest)
{
    EVP_MD_CTX_free(digest->running);
    EVP_MD_CTX_free(digest->spare);
    *digest = (struct digest){ .running = NULL };
}

bool digest_add(struct digest *digest, const void *bytes, size_t count)
{
    return EVP_DigestUpdate(digest->running, bytes, count) == 1;
}

bool digest_look(struct digest *digest, unsigned char sum[DIGEST_BYTES])
{
    return EVP_MD_CTX_copy_ex(digest->spare, digest->running) == 1 &&
           EVP_DigestFinal_ex(digest->spare, sum, NULL) == 1;
}

void digest_text(const unsigned char sum[DIGEST_BYTES], char text[DIGEST_TEXT_BYTES])
{
    for (size_t i = 0; i < DIGEST_BYTES; i++)
        snprintf(text + 2 * i, 3, "%02x", sum[i]);
}
