/* SPDX-License-Identifier: MIT */
/*
 * fault.c — the sentences. Each one about the stick names the offset as a person finds it again:
 * in bytes, as dd and cmp count.
 */
#include "writeusb/fault.h"

#include "common/message.h"

#include <inttypes.h>
#include <string.h>

bool fault_set(struct fault *fault, enum fault_kind kind, uint64_t offset, int error)
{
    *fault = (struct fault){ .kind = kind, .offset = offset, .error = error };
    return false;
}

static enum exit_code fault_report_stick(const struct fault *fault, const char *path)
{
    switch (fault->kind) {
    case FAULT_SHORT:
        message_error("%s ends at byte %" PRIu64 ", before the size it claims", path,
                      fault->offset);
        return EXIT_FAIL;
    case FAULT_DIFFERS:
        message_error("%s does not keep what it is given: the byte at %" PRIu64 " is 0x%02x, "
                      "written was 0x%02x (%" PRIu64 " bytes differ in this piece)",
                      path, fault->offset, fault->found, fault->expected, fault->differs);
        return EXIT_FAIL;
    case FAULT_WRAPS:
        message_error("%s is smaller than it claims: what is written at byte %" PRIu64
                      " lands at its beginning; do not trust this stick",
                      path, fault->offset);
        return EXIT_FAIL;
    case FAULT_LOSES:
        message_error("%s is smaller than it claims: what is written at byte %" PRIu64
                      " is lost; do not trust this stick",
                      path, fault->offset);
        return EXIT_FAIL;
    case FAULT_WRITE:
        message_error("cannot write to %s at byte %" PRIu64 ": %s", path, fault->offset,
                      strerror(fault->error));
        return EXIT_IO;
    case FAULT_FLUSH:
        message_error("%s could not keep what was written before byte %" PRIu64 ": %s", path,
                      fault->offset, strerror(fault->error));
        return EXIT_IO;
    default:
        message_error("cannot read %s at byte %" PRIu64 ": %s", path, fault->offset,
                      strerror(fault->error));
        return EXIT_IO;
    }
}

enum exit_code fault_report(const struct fault *fault, const char *path)
{
    switch (fault->kind) {
    case FAULT_NONE:
        return EXIT_PASS;
    case FAULT_STOPPED:
        message_error("interrupted");
        return EXIT_INCOMPLETE;
    case FAULT_MEMORY:
        message_error("this machine has no memory left for it: %s", strerror(fault->error));
        return EXIT_IO;
    case FAULT_IMAGE_READ:
        message_error("cannot read the image at byte %" PRIu64 ": %s", fault->offset,
                      fault->error == 0 ? "it has become shorter" : strerror(fault->error));
        return EXIT_IO;
    case FAULT_IMAGE_CHANGED:
        message_error("the image was changed while it was written; write it again");
        return EXIT_FAIL;
    default:
        return fault_report_stick(fault, path);
    }
}
