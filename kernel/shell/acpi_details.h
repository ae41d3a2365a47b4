/* SPDX-License-Identifier: MIT */
/* shell/acpi_details.h — what `acpi -v` says of one table behind its line. */
#pragma once

#include "dev/acpi.h"

/* The table must be usable; one that the kernel does not decode says nothing. */
void acpi_details_show(const struct acpi_entry *entry);
