/* SPDX-License-Identifier: MIT */
/* shell/pci_details.h — what `pci -v` says of one function behind its first line. */
#pragma once

#include "dev/pci.h"

/* Reads its configuration space anew; measures its address registers where that is safe. */
void pci_details_show(const struct pci_function *function);
