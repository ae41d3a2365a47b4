/* SPDX-License-Identifier: MIT */
/*
 * grub_check.c — follows a GRUB loader to its configuration, as far as the medium alone can tell.
 *
 * A loader knows a prefix, and may carry configurations that search for the medium first. Where
 * something depends on the machine (a variable, a server), the benefit of the doubt is the
 * medium's.
 */
#include "doctor/checks.h"

#include "grub/grub.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define CONFIG_NAME "grub.cfg"

struct trail {
    const struct volume *home; /* NULL: no file system */
    const struct view *view;
    struct grub grub;
    char prefix[256];
    bool searches;       /* at least once */
    bool is_found;       /* what was searched for is on the medium, or not known */
    bool is_found_by_id; /* and only by an identifier or a label */
    char wanted[256];    /* what was searched for last */
    char source[256];    /* the configuration it goes on with, "" for that of the prefix */
};

/* "(device)/path": where the path begins; all of it when no device stands in front. */
static const char *path_of(const char *name)
{
    const char *end = name[0] == '(' ? strchr(name, ')') : NULL;

    return end != NULL ? end + 1 : name;
}

static bool device_is(const char *name, const char *device)
{
    size_t length = strlen(device);

    return name[0] == '(' && strncmp(name + 1, device, length) == 0 && name[1 + length] == ')';
}

/* "$root" and "($root)" in front of a path are the disk the loader came from, or found. */
static bool is_elsewhere(const char *name)
{
    return strncmp(name, "(tftp", 5) == 0 || strncmp(name, "(http", 5) == 0 ||
           strncmp(name, "(pxe", 4) == 0 || strchr(path_of(name), '$') != NULL;
}

static bool any_has(const struct trail *trail, const char *path)
{
    for (unsigned i = 0; i < trail->view->count; i++)
        if (listing_has_file(&trail->view->volumes[i].listing, path))
            return true;
    return false;
}

static bool volume_has_id(const struct volume *volume, const char *id)
{
    char serial[16];

    if (volume->kind == VOLUME_ISO9660)
        return strcmp(volume->iso.uuid, id) == 0;
    if (volume->kind != VOLUME_FAT)
        return false;
    snprintf(serial, sizeof(serial), "%04" PRIX32 "-%04" PRIX32, volume->fat.serial >> 16,
             volume->fat.serial & 0xffff);
    return strcasecmp(serial, id) == 0;
}

static void search_follow(struct trail *trail, const struct grub_step *step)
{
    bool is_found = false;

    trail->searches = true;
    /* A label of FAT is not read, and what a variable holds is not known. */
    if (step->kind == GRUB_STEP_LABEL || strchr(step->target, '$') != NULL) {
        trail->is_found = true;
        return;
    }
    memcpy(trail->wanted, step->target, sizeof(trail->wanted));
    if (step->kind == GRUB_STEP_FILE)
        is_found = any_has(trail, path_of(step->target));
    for (unsigned i = 0; step->kind == GRUB_STEP_UUID && i < trail->view->count; i++)
        is_found = is_found || volume_has_id(&trail->view->volumes[i], step->target);
    trail->is_found_by_id =
        is_found && step->kind == GRUB_STEP_UUID && (!trail->is_found || trail->is_found_by_id);
    trail->is_found = trail->is_found || is_found;
}

static void config_follow(struct trail *trail, struct grub_part config)
{
    struct grub_step step;

    while (grub_step_next(&config, &step)) {
        if (step.kind == GRUB_STEP_PREFIX)
            memcpy(trail->prefix, step.target, sizeof(trail->prefix));
        else if (step.kind != GRUB_STEP_SOURCE)
            search_follow(trail, &step);
        else if (!device_is(step.target, "memdisk") && !is_elsewhere(step.target))
            memcpy(trail->source, step.target, sizeof(trail->source));
    }
}

/* The configuration in the loader's own memory disk, NULL bytes without. */
static struct grub_part memdisk_config(const struct trail *trail)
{
    char path[sizeof(trail->prefix) + sizeof(CONFIG_NAME) + 1];

    if (!device_is(trail->prefix, "memdisk") || trail->grub.memdisk.bytes == NULL)
        return (struct grub_part){ NULL, 0 };
    snprintf(path, sizeof(path), "%s/" CONFIG_NAME, path_of(trail->prefix));
    return grub_memdisk_file(&trail->grub.memdisk, path);
}

/* What is nowhere may lie in a file system that is not read here. */
static void missing_note(const struct trail *trail, const char *does, const char *what,
                         struct place place, struct findings *findings)
{
    if (!trail->view->is_partial)
        findings_add(findings, FINDING_GRUB_CONFIG, place,
                     "a GRUB loader %s %s, which is nowhere on the medium", does, what);
}

/* Without a search: what the prefix alone leads to, from a CD and from a stick. */
static void root_check(const struct trail *trail, const char *name, struct place place,
                       struct findings *findings)
{
    const char *path = path_of(name);
    bool is_home = name[0] != '(' || strncmp(name, "($root)", 7) == 0;
    bool at_home = trail->home != NULL && listing_has_file(&trail->home->listing, path);
    bool on_tree = false, has_tree = false;

    for (unsigned i = 0; i < trail->view->count; i++) {
        if (trail->view->volumes[i].kind != VOLUME_ISO9660)
            continue;
        has_tree = true;
        on_tree = listing_has_file(&trail->view->volumes[i].listing, path);
    }
    if (is_home && trail->home != NULL ? !at_home && !on_tree : !any_has(trail, path))
        missing_note(trail, "reads", path, place, findings);
    else if (is_home && has_tree && trail->home != NULL && trail->home->kind == VOLUME_FAT &&
             at_home != on_tree && !trail->view->is_partial)
        findings_add(findings, FINDING_GRUB_ONE_ROOT, place,
                     "a GRUB loader reads %s of where it came from, which only %s has", path,
                     at_home ? "the EFI system partition" : "the ISO's own tree");
}

static void trail_check(const struct trail *trail, struct place place, struct findings *findings)
{
    char name[sizeof(trail->prefix) + sizeof(CONFIG_NAME) + 1];

    snprintf(name, sizeof(name), "%s/" CONFIG_NAME, trail->prefix);
    if (trail->source[0] != '\0')
        snprintf(name, sizeof(name), "%s", trail->source);
    if (trail->searches && !trail->is_found)
        missing_note(trail, "searches for", trail->wanted, place, findings);
    else if (device_is(name, "memdisk") || is_elsewhere(name))
        return;
    else if (!trail->searches)
        root_check(trail, name, place, findings);
    else if (!any_has(trail, path_of(name)))
        missing_note(trail, "reads", path_of(name), place, findings);
    if (trail->is_found_by_id)
        findings_add(findings, FINDING_GRUB_SEARCH_UUID, place,
                     "a GRUB loader searches for the file system %s", trail->wanted);
}

void grub_check(const uint8_t *mods, size_t size, const struct volume *home,
                const struct view *view, struct place place, struct findings *findings)
{
    struct trail trail = { .home = home, .view = view };
    struct grub_part config;

    if (!grub_parse(&trail.grub, mods, size))
        return;
    snprintf(trail.prefix, sizeof(trail.prefix), "%.*s",
             (int)(trail.grub.prefix.size < 200 ? trail.grub.prefix.size : 200),
             (const char *)trail.grub.prefix.bytes);
    config_follow(&trail, trail.grub.config);
    config = memdisk_config(&trail);
    if (config.bytes != NULL) {
        config_follow(&trail, config);
    } else if (device_is(trail.prefix, "memdisk")) {
        findings_add(findings, FINDING_GRUB_CONFIG, place,
                     "a GRUB loader reads a configuration in its memory disk, where there is none");
        return;
    }
    if (home != NULL && home->kind == VOLUME_FOLDER && trail.prefix[0] == '/')
        findings_add(findings, FINDING_NET_PROXY_DHCP, place,
                     "a GRUB loader fetches its files from whoever answered to DHCP");
    trail_check(&trail, place, findings);
}
