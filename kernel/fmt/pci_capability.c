/* SPDX-License-Identifier: MIT */
/* fmt/pci_capability.c — the chain of capabilities, and those that the kernel understands. */
#include "fmt/pci_capability.h"

#include "fmt/pci_regs.h"
#include "lib/bytes.h"
#include "lib/error.h"
#include "lib/field.h"

#define OFFSET_ALIGN   4
#define EXTENDED_START PCI_CONFIG_BYTES
#define ID_NONE        0xffu

/* An extended capability's first 32 bits: PCI Express 4.0 7.6.3. */
#define EXTENDED_ID      0xffffu
#define EXTENDED_VERSION 0xf0000u
#define EXTENDED_NEXT    0xffc00000u /* counted in fours */

/* Types without a link: PCI Express 4.0 7.5.3.2. */
#define TYPE_INTEGRATED_ENDPOINT 9u
#define TYPE_EVENT_COLLECTOR     10u

/* A chain cannot have more links than there are places for one. */
static unsigned seen_max(size_t size)
{
    return (unsigned)(size / OFFSET_ALIGN);
}

static int extended_take(struct pci_capability *capability, const uint8_t *config, size_t size,
                         unsigned offset)
{
    uint32_t word;

    if (offset < EXTENDED_START || offset + 4 > size || capability->seen >= seen_max(size))
        return -E_RANGE;
    word = bytes_u32(config + offset);
    if (word == 0 || word == UINT32_MAX)
        return offset == EXTENDED_START ? -E_NOENT : -E_RANGE;
    *capability = (struct pci_capability){
        .is_extended = true,
        .id = (uint16_t)FIELD_GET(EXTENDED_ID, word),
        .version = (uint8_t)FIELD_GET(EXTENDED_VERSION, word),
        .offset = offset,
        .seen = capability->seen + 1,
    };
    return 0;
}

static int extended_begin(struct pci_capability *capability, const uint8_t *config, size_t size)
{
    return size > EXTENDED_START ? extended_take(capability, config, size, EXTENDED_START)
                                 : -E_NOENT;
}

int pci_capability_next(struct pci_capability *capability, const void *config, size_t size)
{
    const uint8_t *at = config;
    struct pci_header header;
    unsigned next;

    if (capability->is_extended) {
        next = (unsigned)FIELD_GET(EXTENDED_NEXT, bytes_u32(at + capability->offset)) * 4;
        return next == 0 ? -E_NOENT : extended_take(capability, at, size, next);
    }
    if (capability->seen == 0) {
        if (pci_header_parse(&header, config, size) != 0)
            return -E_NOENT;
        next = header.capabilities;
    } else {
        next = at[capability->offset + 1];
    }
    next = ALIGN_DOWN(next, OFFSET_ALIGN);
    if (next == 0)
        return extended_begin(capability, at, size);
    if (next < PCI_HEADER_BYTES || next + 2 > size || at[next] == ID_NONE ||
        capability->seen >= seen_max(PCI_CONFIG_BYTES))
        return -E_RANGE;
    capability->id = at[next];
    capability->offset = next;
    capability->seen++;
    return 0;
}

int pci_capability_find(const void *config, size_t size, uint8_t id)
{
    struct pci_capability capability = { 0 };

    while (pci_capability_next(&capability, config, size) == 0 && !capability.is_extended)
        if (capability.id == id)
            return (int)capability.offset;
    return -E_NOENT;
}

int pci_msi_read(struct pci_msi *msi, const void *config, size_t size, unsigned offset)
{
    uint16_t control;

    if (offset > size || size - offset < PCI_MSI_CONTROL + 2)
        return -E_RANGE;
    control = bytes_u16((const uint8_t *)config + offset + PCI_MSI_CONTROL);
    *msi = (struct pci_msi){
        .is_enabled = (control & PCI_MSI_ENABLE) != 0,
        .is_64bit = (control & PCI_MSI_64BIT) != 0,
        .is_maskable = (control & PCI_MSI_MASKABLE) != 0,
        .capable = 1u << FIELD_GET(PCI_MSI_CAPABLE, control),
        .enabled = 1u << FIELD_GET(PCI_MSI_ENABLED, control),
    };
    return 0;
}

int pci_msix_read(struct pci_msix *msix, const void *config, size_t size, unsigned offset)
{
    uint16_t control;

    if (offset > size || size - offset < PCI_MSIX_CONTROL + 2)
        return -E_RANGE;
    control = bytes_u16((const uint8_t *)config + offset + PCI_MSIX_CONTROL);
    *msix = (struct pci_msix){
        .is_enabled = (control & PCI_MSIX_ENABLE) != 0,
        .is_masked = (control & PCI_MSIX_MASKED) != 0,
        .count = FIELD_GET(PCI_MSIX_COUNT, control) + 1,
    };
    return 0;
}

int pci_express_read(struct pci_express *express, const void *config, size_t size, unsigned offset)
{
    const uint8_t *at = (const uint8_t *)config + offset;
    uint16_t flags, status;
    uint32_t link;

    if (offset > size || size - offset < PCI_EXPRESS_LINK_STATUS + 2)
        return -E_RANGE;
    flags = bytes_u16(at + PCI_EXPRESS_FLAGS);
    link = bytes_u32(at + PCI_EXPRESS_LINK_CAP);
    status = bytes_u16(at + PCI_EXPRESS_LINK_STATUS);
    *express = (struct pci_express){
        .version = FIELD_GET(PCI_EXPRESS_VERSION, flags),
        .type = FIELD_GET(PCI_EXPRESS_TYPE, flags),
        .message = FIELD_GET(PCI_EXPRESS_MESSAGE, flags),
        .has_slot = (flags & PCI_EXPRESS_SLOT) != 0,
        .speed_max = FIELD_GET(PCI_LINK_SPEED, link),
        .width_max = FIELD_GET(PCI_LINK_WIDTH, link),
        .speed = FIELD_GET(PCI_LINK_SPEED, status),
        .width = FIELD_GET(PCI_LINK_WIDTH, status),
    };
    express->has_link =
        express->type != TYPE_INTEGRATED_ENDPOINT && express->type != TYPE_EVENT_COLLECTOR;
    return 0;
}

const char *pci_speed_name(unsigned speed)
{
    static const char *const names[] = {
        "2.5GT/s", "5GT/s", "8GT/s", "16GT/s", "32GT/s", "64GT/s"
    };

    return speed >= 1 && speed <= ARRAY_SIZE(names) ? names[speed - 1] : "unknown";
}

const char *pci_express_type_name(unsigned type)
{
    static const char *const names[] = {
        "Endpoint",
        "Legacy Endpoint",
        NULL,
        NULL,
        "Root Port",
        "Upstream Port",
        "Downstream Port",
        "PCI-Express to PCI/PCI-X Bridge",
        "PCI/PCI-X to PCI-Express Bridge",
        "Root Complex Integrated Endpoint",
        "Root Complex Event Collector",
    };

    return type < ARRAY_SIZE(names) ? names[type] : NULL;
}

const char *pci_capability_name(const struct pci_capability *capability)
{
    static const struct {
        uint16_t id;
        const char *name;
    } names[] = {
        { 0x02, "AGP" },
        { 0x03, "Vital Product Data" },
        { 0x06, "CompactPCI hot-swap <?>" },
        { 0x07, "PCI-X" },
        { 0x08, "HyperTransport" },
        { 0x0a, "Debug port" },
        { 0x0b, "CompactPCI central resource control <?>" },
        { 0x0c, "Hot-plug capable" },
        { 0x0e, "AGP3 <?>" },
        { 0x0f, "Secure device <?>" },
        { 0x13, "PCI Advanced Features" },
        { 0x14, "Enhanced Allocation (EA)" },
    }, extended[] = {
        { 0x01, "Advanced Error Reporting" },
        { 0x02, "Virtual Channel" },
        { 0x03, "Device Serial Number" },
        { 0x04, "Power Budgeting <?>" },
        { 0x0b, "Vendor Specific Information" },
        { 0x0d, "Access Control Services" },
        { 0x0e, "Alternative Routing-ID Interpretation (ARI)" },
        { 0x0f, "Address Translation Service (ATS)" },
        { 0x10, "Single Root I/O Virtualization (SR-IOV)" },
        { 0x13, "Page Request Interface (PRI)" },
        { 0x15, "Physical Resizable BAR" },
        { 0x16, "Dynamic Power Allocation <?>" },
        { 0x17, "Transaction Processing Hints" },
        { 0x18, "Latency Tolerance Reporting" },
        { 0x19, "Secondary PCI Express" },
        { 0x1b, "Process Address Space ID (PASID)" },
        { 0x1d, "Downstream Port Containment" },
        { 0x1e, "L1 PM Substates" },
        { 0x1f, "Precision Time Measurement" },
        { 0x25, "Data Link Feature <?>" },
        { 0x26, "Physical Layer 16.0 GT/s <?>" },
        { 0x27, "Lane Margining at the Receiver <?>" },
    };

    if (capability->is_extended) {
        for (unsigned i = 0; i < ARRAY_SIZE(extended); i++)
            if (extended[i].id == capability->id)
                return extended[i].name;
        return NULL;
    }
    for (unsigned i = 0; i < ARRAY_SIZE(names); i++)
        if (names[i].id == capability->id)
            return names[i].name;
    return NULL;
}
