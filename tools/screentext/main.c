/* SPDX-License-Identifier: MIT */
/*
 * screentext — prints the text in a picture of a console. This file holds the command line only.
 */
#include "common/exit_code.h"
#include "common/message.h"
#include "common/number.h"
#include "common/infile.h"
#include "screentext/reading.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#define FONT_BYTES_MAX    (16u << 20)
#define PICTURE_BYTES_MAX (256u << 20)
#define CHARACTERS_MAX    PSF_GLYPHS_MAX

static const char USAGE[] =
    "usage: screentext --font=FILE.psf [--scale=N] SCREEN.ppm\n"
    "Finds the characters of a console in a picture of it (binary PPM) by the font it was drawn\n"
    "with (PSF, not compressed), and prints them, a line for each row.\n"
    "  --scale=N  the picture has N pixels for each of the font's, either way (1 to 8; 1)\n"
    "Exit: 0 every cell was recognised, 1 some were not, 2 wrong usage or bad input,\n"
    "74 input or output failed\n";

static struct psf_character characters[CHARACTERS_MAX];

static enum exit_code picture_print(const char *path, const struct psf_font *font, unsigned scale)
{
    const unsigned count = psf_characters(font, characters, CHARACTERS_MAX);
    enum exit_code code = EXIT_USAGE;
    struct ppm picture;
    const struct reading reading = { .picture = &picture,
                                     .font = font,
                                     .characters = characters,
                                     .character_count = count,
                                     .scale = scale };
    size_t size;
    void *bytes = infile_load(path, PICTURE_BYTES_MAX, &size, &code);
    const char *problem;

    if (bytes == NULL)
        return code;
    problem = ppm_parse(&picture, bytes, size);
    if (problem != NULL) {
        message_error("%s %s", path, problem);
    } else {
        code = reading_print(stdout, &reading) == 0 ? EXIT_PASS : EXIT_FAIL;
        if (fflush(stdout) != 0 || ferror(stdout)) {
            message_error("cannot write to standard output: %s", strerror(errno));
            code = EXIT_IO;
        }
    }
    free(bytes);
    return code;
}

static enum exit_code screen_print(const char *font_path, const char *path, unsigned scale)
{
    enum exit_code code = EXIT_USAGE;
    struct psf_font font;
    size_t size;
    void *bytes = infile_load(font_path, FONT_BYTES_MAX, &size, &code);

    if (bytes == NULL)
        return code;
    if (psf_parse(&font, bytes, size) == 0)
        code = picture_print(path, &font, scale);
    else
        message_error("%s is no PSF font, or a damaged one", font_path);
    free(bytes);
    return code;
}

int main(int argc, char **argv)
{
    static const struct option known[] = { { "help", no_argument, NULL, 'h' },
                                           { "font", required_argument, NULL, 'f' },
                                           { "scale", required_argument, NULL, 's' },
                                           { NULL, 0, NULL, 0 } };
    const char *font = NULL;
    uint64_t scale = 1;
    int option;

    message_set_name("screentext");
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        switch (option) {
        case 'f':
            font = optarg;
            break;
        case 's':
            if (number_parse(optarg, READING_SCALE_MAX, &scale) && scale > 0)
                break;
            message_error("--scale=%s is not 1 to %u", optarg, READING_SCALE_MAX);
            return EXIT_USAGE;
        case 'h':
            fputs(USAGE, stdout);
            return EXIT_PASS;
        default:
            return EXIT_USAGE;
        }
    }
    if (font == NULL || optind + 1 != argc) {
        message_error("--font=FILE and one picture are needed; --help says more");
        return EXIT_USAGE;
    }
    return screen_print(font, argv[optind], (unsigned)scale);
}
