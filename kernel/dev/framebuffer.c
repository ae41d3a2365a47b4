/* SPDX-License-Identifier: MIT */
/*
 * dev/framebuffer.c — cells into pixels.
 *
 * A copy of the cells that were drawn stands in for the framebuffer, which is never read: behind an
 * uncached mapping a read costs as much as hundreds of writes. A cell counts as drawn only after
 * its last pixel, so that whoever interrupts a drawing and draws himself leaves none half-way.
 */
#include "dev/framebuffer.h"

#include "dev/console_font.h"
#include "fmt/psf.h"
#include "lib/canvas.h"
#include "lib/cell.h"
#include "lib/error.h"
#include "lib/log.h"
#include "lib/mem.h"
#include "lib/types.h"
#include "lib/utf8.h"
#include "mm/mmio.h"

#define CHARACTERS_MAX 1024 /* that the font has */
#define LATIN_COUNT    256  /* looked up in a table instead of searched */
#define CURSOR_LINES   2    /* lines of the font the cursor is high */
#define COLUMNS_WANTED 160  /* the font is enlarged as long as so many fit ... */
#define ROWS_WANTED    25   /* ... and so many rows */

static struct canvas canvas;
static paddr_t canvas_address;
static size_t canvas_bytes;
static uint32_t pixels[COLOR_COUNT];
static unsigned rows, columns;
static uint32_t shown[SCREEN_ROWS_MAX * SCREEN_COLUMNS_MAX];

static struct {
    struct psf_font psf;
    struct psf_character characters[CHARACTERS_MAX];
    unsigned count;
    uint16_t latin[LATIN_COUNT];
    unsigned scale;
} font;

/* The glyph of a character, or of what stands for one the font does not have. */
static unsigned glyph_find(uint32_t code)
{
    const uint32_t candidates[] = { code, UTF8_REPLACEMENT, '?' };

    for (unsigned i = 0; i < ARRAY_SIZE(candidates); i++) {
        const int glyph = psf_find(font.characters, font.count, candidates[i]);

        if (glyph >= 0)
            return (unsigned)glyph;
    }
    return 0;
}

static int font_take(void)
{
    const int result = psf_parse(&font.psf, console_font, console_font_size);

    if (result != 0)
        return result;
    font.count = psf_characters(&font.psf, font.characters, CHARACTERS_MAX);
    for (unsigned code = 0; code < LATIN_COUNT; code++)
        font.latin[code] = (uint16_t)glyph_find(code);
    return 0;
}

static void cell_draw(unsigned row, unsigned column, uint32_t cell)
{
    const struct psf_font *psf = &font.psf;
    const uint32_t code = FIELD_GET(CELL_CODE, cell);
    const unsigned glyph = code < LATIN_COUNT ? font.latin[code] : glyph_find(code);
    const unsigned bg = FIELD_GET(CELL_BG, cell);
    unsigned fg = FIELD_GET(CELL_FG, cell);
    struct canvas_glyph picture = { .rows = psf_glyph(psf, glyph),
                                    .width = psf->width,
                                    .height = psf->height,
                                    .row_bytes = psf->row_bytes };
    uint8_t with_cursor[PSF_SIDE_MAX * PSF_SIDE_MAX / 8];
    const unsigned y = row * psf->height * font.scale;

    if (picture.rows == NULL)
        return; /* the font has glyph 0, and lists only glyphs it has */
    if (cell & CELL_CURSOR) {
        const size_t size = (size_t)psf->height * psf->row_bytes;
        const size_t line = psf->height > CURSOR_LINES ? CURSOR_LINES * psf->row_bytes : size;

        memcpy(with_cursor, picture.rows, size - line);
        memset(with_cursor + size - line, 0xff, line);
        picture.rows = with_cursor;
        if (fg == bg)
            fg = bg ^ COLOR_LIGHT_GREY;
    }
    canvas_glyph_draw(&canvas, column * psf->width * font.scale, y, &picture, font.scale,
                      pixels[fg], pixels[bg]);
}

static void row_draw(unsigned row, const uint32_t *cells)
{
    uint32_t *drawn = &shown[row * columns];

    for (unsigned column = 0; column < columns; column++) {
        if (drawn[column] == cells[column])
            continue;
        cell_draw(row, column, cells[column]);
        drawn[column] = cells[column];
    }
}

static bool is_too_large(const struct boot_framebuffer *fb, unsigned scale)
{
    return fb->width / (font.psf.width * scale) > SCREEN_COLUMNS_MAX ||
           fb->height / (font.psf.height * scale) > SCREEN_ROWS_MAX;
}

/* Large enough to read, small enough for some text, and not more cells than there is room for. */
static unsigned scale_choose(const struct boot_framebuffer *fb)
{
    const unsigned most = CANVAS_LINE_BYTES / (font.psf.width * sizeof(uint32_t));
    unsigned scale = fb->width / (font.psf.width * COLUMNS_WANTED);

    while (scale > 1 && fb->height / (font.psf.height * scale) < ROWS_WANTED)
        scale--;
    if (scale == 0)
        scale = 1;
    while (scale < most && is_too_large(fb, scale))
        scale++;
    return scale < most ? scale : most;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static void colors_mix(const struct boot_framebuffer *fb)
{
    for (unsigned i = 0; i < COLOR_COUNT; i++) {
        const uint32_t rgb = color_rgb(i);

        pixels[i] = canvas_shade(rgb >> 16, fb->red_position, fb->red_size) |
                    canvas_shade(rgb >> 8 & 0xff, fb->green_position, fb->green_size) |
                    canvas_shade(rgb & 0xff, fb->blue_position, fb->blue_size);
    }
}

static bool canvas_reach(void)
{
    canvas.memory = mmio_map(canvas_address, canvas_bytes, CACHING_WRITE_COMBINING);
    return canvas.memory != NULL;
}

int framebuffer_init(const struct boot_framebuffer *fb, struct screen_backend *backend)
{
    int result = boot_framebuffer_check(fb);

    if (result == -E_INVAL)
        log_warning("screen: no use for a framebuffer of type %d, %ux%u, %u bits, pitch %u",
                    fb->type, fb->width, fb->height, fb->bpp, fb->pitch);
    if (result != 0)
        return result;
    result = font_take();
    if (result != 0) {
        log_error("screen: the kernel's own font is damaged: %s", error_name(result));
        return -E_NODEV;
    }
    font.scale = scale_choose(fb);
    columns = least(fb->width / (font.psf.width * font.scale), SCREEN_COLUMNS_MAX);
    rows = least(fb->height / (font.psf.height * font.scale), SCREEN_ROWS_MAX);
    canvas = (struct canvas){
        .pitch = fb->pitch, .width = fb->width, .height = fb->height, .pixel_bytes = fb->bpp / 8
    };
    canvas_address = fb->address;
    canvas_bytes = (size_t)fb->pitch * (fb->height - 1) + (size_t)fb->width * (fb->bpp / 8);
    if (columns == 0 || rows == 0)
        return -E_NODEV;
    if (!canvas_reach()) {
        log_warning("screen: the framebuffer at 0x%lx, %zu bytes, is out of reach; it stays dark",
                    canvas_address, canvas_bytes);
        return -E_NODEV;
    }

    colors_mix(fb);
    canvas_clear(&canvas);
    for (unsigned i = 0; i < rows * columns; i++)
        shown[i] = CELL_BLANK; /* which is black all over */
    *backend = (struct screen_backend){
        .rows = rows, .columns = columns, .row_draw = row_draw, .remap = canvas_reach
    };
    log_info("screen: framebuffer %ux%u, %u bits, pitch %u, at 0x%lx: %ux%u characters, scale %u",
             fb->width, fb->height, fb->bpp, fb->pitch, fb->address, columns, rows, font.scale);
    return 0;
}
