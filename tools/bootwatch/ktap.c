/* SPDX-License-Identifier: MIT */
/*
 * ktap.c — bytes to lines, lines to the story of a boot.
 */
#include "bootwatch/ktap.h"

#include "bootwatch/remark.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The first words of the kernel at every start; loaders may leave text before it on its line. */
static const char ENTRY[] = "[    0.000000] boot: NoOS entered";
static const char HUNT[] = "hunt: this line is ";

static const char *const LEAVE_NAMES[] = {
    [KTAP_STAYED] = "", [KTAP_POWEROFF] = "poweroff", [KTAP_RESET] = "reset", [KTAP_HALT] = "halt"
};

static void names_add(struct ktap *ktap, const struct document_result *result)
{
    struct ktap_name *name;

    if (result->kind != RESULT_FAIL && result->kind != RESULT_ERROR)
        return;
    if (ktap->names_seen++ >= KTAP_NAMES_MAX)
        return;
    name = &ktap->names[ktap->names_seen - 1];
    name->is_error = result->kind == RESULT_ERROR;
    if (result->name_length == 0)
        snprintf(name->text, sizeof(name->text), "test %" PRIu64, result->number);
    else
        snprintf(name->text, sizeof(name->text), "%.*s", (int)result->name_length, result->name);
}

static void counts_add(struct document_counts *sum, const struct document_counts *counts)
{
    sum->passed += counts->passed;
    sum->failed += counts->failed;
    sum->skipped += counts->skipped;
    sum->errors += counts->errors;
}

/* Adds the document that has just been closed to the totals. */
static void document_settle(struct ktap *ktap)
{
    enum document_outcome outcome = document_outcome(&ktap->document);

    ktap->documents_ended++;
    ktap->planned += ktap->document.plan;
    counts_add(&ktap->counts, &ktap->document.counts);
    if (outcome > ktap->worst)
        ktap->worst = outcome;
    if (ktap->document.fault != DOCUMENT_SOUND && ktap->faulty == 0) {
        ktap->faulty = ktap->documents_begun;
        ktap->first_faulty = ktap->document;
    }
}

/* The machine left, as announced, with a document open. */
static void document_abandon(struct ktap *ktap)
{
    document_note(&ktap->document, DOCUMENT_NO_END, 0, 0);
    ktap->document.open = false;
    document_settle(ktap);
}

static void restart_note(struct ktap *ktap, enum ktap_restart how)
{
    ktap->restart = how;
    ktap->over = true;
}

/* The machine has started (again, when something of it was seen before). */
static void entry_take(struct ktap *ktap)
{
    if (ktap->panic.seen || ktap->refusal.seen) {
        ktap->over = true;
        return;
    }
    if (ktap->running && ktap->left != KTAP_RESET) {
        restart_note(ktap, KTAP_SECOND_ENTRY);
        return;
    }
    if (ktap->document.open)
        document_abandon(ktap);
    ktap->left = KTAP_STAYED;
    ktap->running = true;
    ktap->entered = true;
}

static void document_start(struct ktap *ktap)
{
    if (ktap->document.open && ktap->left != KTAP_RESET) {
        restart_note(ktap, KTAP_SECOND_DOCUMENT);
        return;
    }
    if (ktap->document.open)
        document_abandon(ktap);
    if (ktap->left == KTAP_RESET)
        ktap->left = KTAP_STAYED; /* the first line of this start was lost */
    ktap->running = true;
    ktap->documents_begun++;
    document_begin(&ktap->document);
}

static void notice_take(struct ktap_notice *notice, const char *text, const char *key)
{
    if (notice->seen)
        return;
    notice->seen = true;
    remark_text(text, key, notice->what, sizeof(notice->what));
    snprintf(notice->line, sizeof(notice->line), "%.*s", KTAP_TEXT_MAX - 1, text);
}

static void leave_take(struct ktap *ktap, const char *text)
{
    char how[16];

    remark_text(text, "how", how, sizeof(how));
    for (enum ktap_leave leave = KTAP_POWEROFF; leave <= KTAP_HALT; leave++) {
        if (strcmp(how, LEAVE_NAMES[leave]) == 0) {
            ktap->left = leave;
            ktap->leave = leave;
        }
    }
}

static void end_take(struct ktap *ktap, const char *line, bool terminated)
{
    char verdict[16];

    remark_text(line, "verdict", verdict, sizeof(verdict));
    if (strcmp(verdict, "panic") == 0) {
        notice_take(&ktap->panic, "panic", "what");
        ktap->panic_ended = true;
        return;
    }
    if (!ktap->document.open) {
        /* The first line was lost, and with it the right to be believed. */
        ktap->documents_begun++;
        ktap->document = (struct document){ .open = true };
        document_note(&ktap->document, DOCUMENT_NO_START, 0, 0);
    }
    if (document_close(&ktap->document, line, terminated))
        document_settle(ktap);
}

/* A line of the document grammar, in a document or outside one. */
static void ktap_line(struct ktap *ktap, const char *line, bool terminated)
{
    struct document_result result;

    if (strcmp(line, "KTAP version 1") == 0) {
        document_start(ktap);
        return;
    }
    if (remark_is(line, "end")) {
        end_take(ktap, line, terminated);
        return;
    }
    if (ktap->document.open && document_line(&ktap->document, line, &result))
        names_add(ktap, &result);
    if (remark_is(line, "panic"))
        notice_take(&ktap->panic, line + 2, "what");
    else if (remark_is(line, "refuse"))
        notice_take(&ktap->refusal, line + 2, "reason");
    else if (remark_is(line, "leave"))
        leave_take(ktap, line + 2);
}

/* The kernel tells each port which it is, and how it is named on the command line. */
static void hunt_take(struct ktap *ktap, const char *line)
{
    const char *at = strstr(line, HUNT);

    if (at != NULL)
        snprintf(ktap->hunt, sizeof(ktap->hunt), "%s", at + strlen(HUNT));
}

/* Judges the line that has been gathered, and begins the next. */
static void line_finish(struct ktap *ktap, bool terminated)
{
    char *line = ktap->line;

    line[ktap->length] = '\0';
    if (ktap->length > 0 && !ktap->over) {
        if (!document_owns_line(line)) {
            if (strstr(line, ENTRY) != NULL)
                entry_take(ktap);
            hunt_take(ktap, line);
        } else {
            if (ktap->line_cut && ktap->document.open)
                document_note(&ktap->document, DOCUMENT_LONG_LINE, KTAP_LINE_MAX, 0);
            ktap_line(ktap, line, terminated);
        }
    }
    ktap->length = 0;
    ktap->line_cut = false;
}

size_t ktap_feed(struct ktap *ktap, const void *bytes, size_t size)
{
    const unsigned char *byte = bytes;

    for (size_t i = 0; i < size; i++) {
        int shown = plain_byte(&ktap->plain, byte[i]);

        if (shown == PLAIN_BREAK) {
            line_finish(ktap, true);
            return i + 1;
        }
        if (shown == PLAIN_NOTHING)
            continue;
        if (ktap->length < KTAP_LINE_MAX)
            ktap->line[ktap->length++] = (char)shown;
        else
            ktap->line_cut = true;
    }
    return size;
}

void ktap_finish(struct ktap *ktap)
{
    line_finish(ktap, false);
}

struct document_counts ktap_counts(const struct ktap *ktap)
{
    struct document_counts counts = ktap->counts;

    if (ktap->document.open)
        counts_add(&counts, &ktap->document.counts);
    return counts;
}

uint64_t ktap_planned(const struct ktap *ktap)
{
    return ktap->planned + (ktap->document.open ? ktap->document.plan : 0);
}

const char *ktap_leave_name(enum ktap_leave leave)
{
    return LEAVE_NAMES[leave];
}
