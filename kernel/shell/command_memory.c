/* SPDX-License-Identifier: MIT */
/*
 * shell/command_memory.c — looking at memory and changing it.
 *
 * Numbers lie at a multiple of their size, so that each is moved by one access and lies in one page,
 * as device registers want it.
 */
#include "lib/error.h"
#include "lib/hexdump.h"
#include "lib/str.h"
#include "shell/command.h"
#include "shell/memory.h"
#include "shell/output.h"
#include "shell/words.h"

#define BITS_DEFAULT   32
#define LENGTH_DEFAULT 256

/* Says why address cannot be reached. */
static int unreachable(const char *command, uint64_t address, int error)
{
    const char *why = error == -E_NOENT   ? "is not mapped"
                      : error == -E_RANGE ? "is no address"
                                          : "is mapped by tables out of reach";

    output_complain("%s: 0x%lx %s", command, address, why);
    return SHELL_FAILED;
}

/* The number of bits in the name: peek16. */
static unsigned bits_of(const char *command)
{
    const char *digits = command + str_length("peek");
    uint64_t bits = BITS_DEFAULT;

    str_to_u64(digits, NULL, &bits);
    return (unsigned)bits;
}

/* Finds the place of a number. Returns SHELL_WELL, or what the command is to return. */
static int number_reach(const char *command, const char *word, uint64_t *address,
                        volatile void **pointer, struct page_mapping *mapping)
{
    const unsigned bytes = bits_of(command) / 8;
    int result;

    if (words_number(command, word, address) != 0)
        return SHELL_FAILED;
    if (*address % bytes != 0) {
        output_complain("%s: 0x%lx is no multiple of %u", command, *address, bytes);
        return SHELL_FAILED;
    }
    result = memory_reach(*address, pointer, mapping);
    return result == 0 ? SHELL_WELL : unreachable(command, *address, result);
}

static uint64_t number_read(const volatile void *pointer, unsigned bits)
{
    switch (bits) {
    case 8:
        return *(const volatile uint8_t *)pointer;
    case 16:
        return *(const volatile uint16_t *)pointer;
    case 32:
        return *(const volatile uint32_t *)pointer;
    default:
        return *(const volatile uint64_t *)pointer;
    }
}

static void number_write(volatile void *pointer, unsigned bits, uint64_t value)
{
    switch (bits) {
    case 8:
        *(volatile uint8_t *)pointer = (uint8_t)value;
        break;
    case 16:
        *(volatile uint16_t *)pointer = (uint16_t)value;
        break;
    case 32:
        *(volatile uint32_t *)pointer = (uint32_t)value;
        break;
    default:
        *(volatile uint64_t *)pointer = value;
    }
}

int command_peek(unsigned count, const char *const words[])
{
    const unsigned bits = bits_of(words[0]);
    struct page_mapping mapping;
    volatile void *pointer;
    uint64_t address;
    int status;

    if (count != 2)
        return SHELL_USAGE;
    status = number_reach(words[0], words[1], &address, &pointer, &mapping);
    if (status == SHELL_WELL)
        output_print("0x%0*lx\n", (int)(bits / 4), number_read(pointer, bits));
    return status;
}

int command_poke(unsigned count, const char *const words[])
{
    const unsigned bits = bits_of(words[0]);
    struct page_mapping mapping;
    volatile void *pointer;
    uint64_t address, value;
    int status;

    if (count != 3)
        return SHELL_USAGE;
    if (words_number(words[0], words[2], &value) != 0)
        return SHELL_FAILED;
    if (bits < 64 && value >> bits != 0) {
        output_complain("%s: 0x%lx has more than %u bits", words[0], value, bits);
        return SHELL_FAILED;
    }
    status = number_reach(words[0], words[1], &address, &pointer, &mapping);
    if (status != SHELL_WELL)
        return status;
    if (!mapping.is_writable) {
        output_complain("%s: 0x%lx is read-only", words[0], address);
        return SHELL_FAILED;
    }
    number_write(pointer, bits, value);
    return SHELL_WELL;
}

/* Reads up to one line of bytes from one page. Returns how many; 0: see *error. */
static unsigned bytes_read(uint64_t address, uint8_t *bytes, unsigned count, int *error)
{
    struct page_mapping mapping;
    volatile void *pointer;

    *error = memory_reach(address, &pointer, &mapping);
    if (*error != 0)
        return 0;
    if (count > mapping.bytes)
        count = (unsigned)mapping.bytes;
    for (unsigned i = 0; i < count; i++)
        bytes[i] = ((const volatile uint8_t *)pointer)[i];
    return count;
}

int command_hexdump(unsigned count, const char *const words[])
{
    uint64_t address, length = LENGTH_DEFAULT;
    char line[HEXDUMP_LINE_MAX];
    uint8_t bytes[HEXDUMP_BYTES];
    int error;

    if (count < 2 || count > 3)
        return SHELL_USAGE;
    if (words_number(words[0], words[1], &address) != 0)
        return SHELL_FAILED;
    if (count == 3 && str_to_size(words[2], &length) != 0) {
        output_complain("hexdump: %s is no length", words[2]);
        return SHELL_FAILED;
    }
    while (length > 0 && !output_is_stopped()) {
        const unsigned part = bytes_read(
            address, bytes, length < HEXDUMP_BYTES ? (unsigned)length : HEXDUMP_BYTES, &error);

        if (part == 0)
            return unreachable(words[0], address, error);
        output_write(line, hexdump_line(line, address, bytes, part));
        address += part;
        length -= part;
        if (address == 0 && length > 0)
            return unreachable(words[0], address, -E_RANGE);
    }
    return SHELL_WELL;
}
